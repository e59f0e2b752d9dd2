internal import Domain

/// Decodes base 64 from the bytes of an answer into the storage that all its messages share.
enum PayloadDecoder {
    /// Appends what a text of either alphabet stands for, padded or not.
    ///
    /// - Returns: whether it is base 64; when it is not, nothing is appended.
    static func append(_ text: Bytes, to storage: inout [UInt8]) -> Bool {
        let start = storage.count
        var group: UInt32 = 0
        var bits: UInt32 = 0
        var end = text.endIndex
        while end > text.startIndex, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
        let content = text[..<end]
        let characters = content.span
        // Four characters are three bytes; the rest one by one.
        let whole = characters.count / 4 * 4
        var index = 0
        while index < whole {
            let (first, second) = (values[Int(characters[index])], values[Int(characters[index + 1])])
            let (third, fourth) = (values[Int(characters[index + 2])], values[Int(characters[index + 3])])
            guard first | second | third | fourth < 64 else { break }
            let word = first << 18 | second << 12 | third << 6 | fourth
            storage.append(UInt8(truncatingIfNeeded: word >> 16))
            storage.append(UInt8(truncatingIfNeeded: word >> 8))
            storage.append(UInt8(truncatingIfNeeded: word))
            index += 4
        }
        while index < characters.count {
            let value = values[Int(characters[index])]
            guard value < 64 else { break }
            group = group << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                storage.append(UInt8(truncatingIfNeeded: group >> bits))
                group &= (1 << bits) - 1
            }
            index += 1
        }
        // A lone character has six bits, which are no byte.
        guard index == characters.count, bits < 6, text.endIndex - end <= 2 else {
            storage.removeLast(storage.count - start)
            return false
        }
        return true
    }

    /// What a character stands for; more than six bits where it stands for nothing.
    private static let values: [UInt32] = {
        var values = [UInt32](repeating: 64, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        for (value, character) in alphabet.utf8.enumerated() { values[Int(character)] = UInt32(value) }
        for character in "+-".utf8 { values[Int(character)] = 62 }
        for character in "/_".utf8 { values[Int(character)] = 63 }
        return values
    }()
}
