/// A queue, once its URL is known.
struct SQSQueue: Hashable, Sendable {
    /// Its name at AWS: the last part of its URL.
    let name: String
    /// What AWS knows it by.
    let url: String

    /// Whether it keeps the order of its groups.
    var isFIFO: Bool { name.hasSuffix(".fifo") }

    init(url: String) {
        self.url = url
        name = url.split(separator: "/").last.map(String.init) ?? url
    }

    /// The region in the host name of a queue's URL, in its present and its older forms; nil for other hosts.
    static func region(ofHost host: String) -> String? {
        let labels = host.lowercased().split(separator: ".").map(String.init)
        guard host.lowercased().contains("amazonaws.com") else { return nil }
        // sqs.eu-west-1.amazonaws.com, vpce-1-2.sqs.eu-west-1.vpce.amazonaws.com, sqs-fips.us-east-1.amazonaws.com
        if let service = labels.firstIndex(where: { $0 == "sqs" || $0 == "sqs-fips" }), service + 1 < labels.count {
            let region = labels[service + 1]
            return region == "amazonaws" ? nil : region
        }
        // eu-west-1.queue.amazonaws.com
        if let service = labels.firstIndex(of: "queue") {
            return service > 0 ? labels[service - 1] : "us-east-1"
        }
        return nil
    }
}
