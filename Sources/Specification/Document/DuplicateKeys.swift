internal import Yams

/// Lets a file with duplicate keys be read to its end, so that its other problems are reported too.
///
/// Yams refuses the whole file at the first duplicate. Here the first character of the key it names is replaced by a
/// character of a private-use plane, which makes the key unique without moving anything, and the file is read again;
/// the builder recognises the disguised key and reports it at its place.
struct DuplicateKeys {
    /// More duplicates than this are not looked for: each costs one more reading of the file.
    private static let maximum = 20

    /// The first of the private-use characters; sixteen planes up, where no real key begins.
    private static let disguise: UInt32 = 0xF_0000

    private(set) var text: String
    private var originals: [Unicode.Scalar] = []

    init(_ text: String) {
        self.text = text
    }

    /// Makes the key at a place unique; `false` when that is not possible.
    mutating func disguise(at mark: Mark) -> Bool {
        guard originals.count < Self.maximum, let start = index(of: mark) else { return false }
        var scalars = text.unicodeScalars
        var index = start
        if scalars[index] == "\"" || scalars[index] == "'" { index = scalars.index(after: index) }
        guard index < scalars.endIndex, !["\"", "'", "\n", "[", "{"].contains(scalars[index]),
            let replacement = Unicode.Scalar(Self.disguise + UInt32(originals.count))
        else { return false }
        originals.append(scalars[index])
        scalars.replaceSubrange(index...index, with: CollectionOfOne(replacement))
        text = String(scalars)
        return true
    }

    /// The key as it stands in the file.
    func original(of key: String) -> String {
        guard let first = key.unicodeScalars.first, first.value >= Self.disguise,
            case let number = Int(first.value - Self.disguise), number < originals.count
        else { return key }
        var scalars = key.unicodeScalars
        scalars.removeFirst()
        scalars.insert(originals[number], at: scalars.startIndex)
        return String(scalars)
    }

    private func index(of mark: Mark) -> String.UnicodeScalarView.Index? {
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        var line = 1
        while line < mark.line, index < scalars.endIndex {
            let scalar = scalars[index]
            index = scalars.index(after: index)
            let isPaired = scalar == "\r" && index < scalars.endIndex && scalars[index] == "\n"
            if !isPaired, ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar) { line += 1 }
        }
        guard let place = scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.endIndex),
            place < scalars.endIndex
        else { return nil }
        return place
    }
}
