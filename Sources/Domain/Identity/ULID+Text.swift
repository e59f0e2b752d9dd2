extension ULID: LosslessStringConvertible {
    /// The 26 characters of Crockford's base 32, upper case.
    public var description: String {
        var text = InlineArray<26, UInt8>(repeating: 0)
        var high = high
        var low = low
        let alphabet = Self.alphabet
        for index in stride(from: 25, through: 0, by: -1) {
            text[index] = alphabet[Int(low & 31)]
            low = low >> 5 | high << 59
            high >>= 5
        }
        return String(ascii: text.span)
    }

    /// Appends the 26 characters of ``description`` without making a string.
    public func append(to bytes: inout [UInt8]) {
        let alphabet = Self.alphabet
        bytes.append(addingCapacity: 26) { (output: inout OutputSpan<UInt8>) in
            output.append(alphabet[Int(high >> 61)])
            for shift in stride(from: 56, through: 1, by: -5) {
                output.append(alphabet[Int(high >> UInt64(shift) & 31)])
            }
            output.append(alphabet[Int((high & 1) << 4 | low >> 60)])
            for shift in stride(from: 55, through: 0, by: -5) {
                output.append(alphabet[Int(low >> UInt64(shift) & 31)])
            }
        }
    }

    /// Reads 26 characters of either case; nil for any other text and for one that needs more than 128 bits.
    public init?(_ text: String) {
        self.init(characters: text.utf8)
    }

    /// Reads 26 characters of either case; nil for any other text and for one that needs more than 128 bits.
    public init?(_ text: Substring) {
        self.init(characters: text.utf8)
    }

    /// Reads 26 characters of either case; nil for any other text and for one that needs more than 128 bits.
    public init?(ascii: Bytes) {
        self.init(characters: ascii)
    }

    private init?(characters: some Collection<UInt8>) {
        let values = Self.values
        guard characters.count == 26, let first = characters.first, values[Int(first)] < 8 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for character in characters {
            let value = values[Int(character)]
            guard value < 32 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(value)
        }
        self.init(high: high, low: low)
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// The value of each byte as a character; 255 for those that are none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: .max, count: 256)
        for (value, character) in alphabet.enumerated() {
            values[Int(character)] = UInt8(value)
            values[Int(character.asciiLowercased)] = UInt8(value)
        }
        return values
    }()
}
