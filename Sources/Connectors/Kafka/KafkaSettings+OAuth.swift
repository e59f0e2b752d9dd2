extension KafkaSettings {
    /// Who we are to a broker that takes tokens, and where tokens come from: the client credentials of OAuth 2.0.
    public struct OAuth: Hashable, Sendable {
        /// Its word in `sasl.mechanism`.
        static let mechanism = "OAUTHBEARER"

        /// The URL of the identity provider's token endpoint.
        public let endpoint: String
        /// The client that is known there.
        public let clientID: String
        /// Its secret.
        public let clientSecret: String
        /// What the token shall be good for; nil for what the client is allowed.
        public let scope: String?
        /// A file with the authorities to trust at the token endpoint; nil for the system's.
        public let authorityFile: String?
        /// What goes to the broker beside the token.
        public let extensions: [Property]

        init(
            endpoint: String,
            clientID: String,
            clientSecret: String,
            scope: String? = nil,
            authorityFile: String? = nil,
            extensions: [Property] = []
        ) {
            self.endpoint = endpoint
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.scope = scope
            self.authorityFile = authorityFile
            self.extensions = extensions
        }
    }
}
