internal import Glibc

/// A pattern of topics, read the way librdkafka reads it: as an extended regular expression of POSIX.
struct TopicPattern: ~Copyable {
    private var raw = regex_t()

    init(_ text: String) throws(KafkaFailure) {
        guard regcomp(&raw, text, REG_EXTENDED | REG_NOSUB) == 0 else {
            throw KafkaFailure(.none, "the pattern `\(text)` cannot be read")
        }
    }

    deinit {
        var raw = raw
        regfree(&raw)
    }

    mutating func matches(_ topic: String) -> Bool { regexec(&raw, topic, 0, nil, 0) == 0 }
}
