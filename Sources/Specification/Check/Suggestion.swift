/// Finds what somebody probably meant to write.
public enum Suggestion {
    /// The known word nearest to a written one, `nil` when none is near enough to be worth proposing.
    public static func nearest(to written: String, in known: [String]) -> String? {
        let word = Array(written.lowercased().unicodeScalars.prefix(64))
        var best: (word: String, distance: Int)?
        for candidate in known {
            let letters = Array(candidate.lowercased().unicodeScalars.prefix(64))
            let limit = max(1, min(word.count, letters.count) / 3)
            guard abs(letters.count - word.count) <= limit else { continue }
            let distance = distance(word, letters)
            if distance <= limit, distance < (best?.distance ?? .max) { best = (candidate, distance) }
        }
        return best?.word
    }

    /// “; did you mean X?” or nothing.
    public static func text(for written: String, in known: [String]) -> String {
        nearest(to: written, in: known).map { "; did you mean \($0)?" } ?? ""
    }

    /// The number of insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
    private static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: second.count + 1)
        var last = Array(0...second.count)
        for (row, letter) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var cost = min(current[column] + 1, last[column + 1] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }
}
