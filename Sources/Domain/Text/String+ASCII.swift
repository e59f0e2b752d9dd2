extension String {
    /// Makes a string from bytes of our own that are ASCII; bytes that are not UTF-8 would give an empty string.
    init(ascii bytes: Span<UInt8>) {
        guard let view = try? UTF8Span(validating: bytes) else {
            self = ""
            return
        }
        self.init(copying: view)
    }
}
