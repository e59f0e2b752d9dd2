import ConnectorContract
import Domain
import HTTP
import Reactor
import SQSSupport
import TestSupport

@testable import SQSConnector

extension SQSServer {
    /// How many messages a queue has, those that somebody holds included.
    func count(of queue: String) async throws -> Int {
        let reactor = Reactor.start(name: "sqs-count")
        defer { reactor.stop() }
        let http = HTTPClient(
            configuration: HTTPConfiguration(addressPolicy: AddressPolicy(allowsPrivate: true)),
            reactor: reactor
        )
        let clock = ServerClock()
        let key = key
        let credentials = Credentials(accessKeyID: key.id, secretAccessKey: key.secret, origin: "the test")
        guard let endpoint = ServiceEndpoint(url) else { throw TestFailure("no URL: \(url)") }
        let client = AWSClient(
            http: http,
            endpoint: endpoint,
            signer: RequestSigner(region: "us-east-1", service: "sqs"),
            credentials: CredentialCache(GivenCredentials(credentials: credentials), clock: clock),
            clock: clock
        )
        let place = try await SQSClient(client: client, timeout: .seconds(10)).queueURL(of: queue, account: nil)
        var body = JSONWriter()
        body.object { body in
            body.member("QueueUrl", place)
            body.member("AttributeNames", ["All"])
        }
        let headers = [
            Header(name: "Content-Type", value: "application/x-amz-json-1.0"),
            Header(name: "X-Amz-Target", value: "AmazonSQS.GetQueueAttributes"),
        ]
        let answer = try await client.send(.init(headers: headers, body: body.bytes[...], timeout: .seconds(10)))
        let attributes = JSONFields(answer.body[...])?.object("Attributes")
        let names = ["", "NotVisible", "Delayed"].map { "ApproximateNumberOfMessages\($0)" }
        await http.shutdown()
        return names.reduce(0) { $0 + Int(attributes?.integer($1) ?? 0) }
    }
}
