extension String {
    /// The text without U+0000, which Postgres' `text` cannot hold: U+FFFD takes its place.
    ///
    /// One such character must not make a whole batch fail for ever.
    var storable: String {
        guard utf8.contains(0) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
    }
}
