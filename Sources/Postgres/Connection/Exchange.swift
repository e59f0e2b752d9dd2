/// One pipeline from its first statement to its sync: which answer belongs to what.
///
/// A value without any I/O; generic over the answer, so that it can be tested without a server.
struct Exchange<Answer> {
    /// Something that the server answers.
    enum Step: Equatable {
        case prepare(String)
        case execute(String)

        var statement: String {
            switch self {
            case .prepare(let name), .execute(let name): name
            }
        }
    }

    /// What follows from a good answer.
    enum Progress: Equatable {
        case confirmed(String)
        case collected
        case unexpected
    }

    private var steps: [Step] = []
    private var next = 0
    private(set) var answers: [Answer] = []
    /// The first error; what follows it was skipped by the server.
    private(set) var failure: PostgresError?

    /// Notes what has been sent.
    mutating func sent(_ step: Step) { steps.append(step) }

    /// Whether every step has been answered.
    var isComplete: Bool { next == steps.count }

    /// The statement that the next answer is about.
    var currentStatement: String? { next < steps.count ? steps[next].statement : nil }

    mutating func succeeded(with answer: Answer) -> Progress {
        guard next < steps.count else { return .unexpected }
        defer { next += 1 }
        switch steps[next] {
        case .prepare(let name): return .confirmed(name)
        case .execute:
            answers.append(answer)
            return .collected
        }
    }

    mutating func failed(with error: PostgresError) {
        failure = failure ?? error.naming(currentStatement)
        next = min(next + 1, steps.count)
    }

    mutating func skipped() { next = min(next + 1, steps.count) }
}

extension PostgresError {
    /// The same error with the name of the statement it is about.
    func naming(_ statement: String?) -> PostgresError {
        PostgresError(
            code,
            message,
            sqlState: sqlState,
            constraint: constraint,
            statement: statement,
            routine: routine
        )
    }
}
