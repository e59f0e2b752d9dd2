internal import HTTPTypes

extension HTTPField.Name {
    /// The id by which a request is found in logs.
    static let requestID = make("X-Request-ID")
    /// The version of Convoy's API whose shapes are spoken.
    static let convoyVersion = make("X-Convoy-Version")

    private static func make(_ name: String) -> HTTPField.Name {
        guard let made = HTTPField.Name(name) else {
            preconditionFailure("\(name) is no field name")
        }
        return made
    }
}
