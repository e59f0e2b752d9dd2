public import Domain

extension CheckedObject {
    /// The text of a setting that is required or has a default; secrets too.
    public func string(_ name: String) -> String {
        expect(optionalString(name), name)
    }

    /// The text of a setting, `nil` when it has none; secrets too.
    public func optionalString(_ name: String) -> String? {
        switch value(name) {
        case .string(let text), .secret(let text): text
        default: nil
        }
    }

    /// The number of a setting that is required or has a default; also a number of bytes.
    public func integer(_ name: String) -> Int {
        expect(optionalInteger(name), name)
    }

    /// The number of a setting, `nil` when it has none; also a number of bytes.
    public func optionalInteger(_ name: String) -> Int? {
        switch value(name) {
        case .integer(let number), .byteSize(let number): number
        default: nil
        }
    }

    /// The truth value of a setting that is required or has a default.
    public func boolean(_ name: String) -> Bool {
        expect(optionalBoolean(name), name)
    }

    /// The truth value of a setting, `nil` when it has none.
    public func optionalBoolean(_ name: String) -> Bool? {
        if case .boolean(let truth) = value(name) { truth } else { nil }
    }

    /// The length of time of a setting that is required or has a default.
    public func duration(_ name: String) -> Duration {
        expect(optionalDuration(name), name)
    }

    /// The length of time of a setting, `nil` when it has none.
    public func optionalDuration(_ name: String) -> Duration? {
        if case .duration(let duration) = value(name) { duration } else { nil }
    }

    /// The point in time of a setting, `nil` when it has none.
    public func optionalTimestamp(_ name: String) -> Timestamp? {
        if case .timestamp(let timestamp) = value(name) { timestamp } else { nil }
    }

    /// The values of a list; empty when it was not given.
    public func list(_ name: String) -> [CheckedValue] {
        if case .list(let values) = value(name) { values } else { [] }
    }

    /// The texts of a list of strings; empty when it was not given.
    public func strings(_ name: String) -> [String] {
        list(name).compactMap { value in
            switch value {
            case .string(let text), .secret(let text): text
            default: nil
            }
        }
    }

    /// The lengths of time of a list; empty when it was not given.
    public func durations(_ name: String) -> [Duration] {
        list(name).compactMap { if case .duration(let duration) = $0 { duration } else { nil } }
    }

    /// The objects of a list; empty when it was not given.
    public func objects(_ name: String) -> [CheckedObject] {
        list(name).compactMap { if case .object(let object) = $0 { object } else { nil } }
    }

    /// The object of a setting that is required or has a default.
    public func object(_ name: String) -> CheckedObject {
        expect(optionalObject(name), name)
    }

    /// The object of a setting, `nil` when it has none.
    public func optionalObject(_ name: String) -> CheckedObject? {
        if case .object(let object) = value(name) { object } else { nil }
    }

    /// The entries of a map of strings, in the order of the document; empty when it was not given.
    public func stringMap(_ name: String) -> [(name: String, value: String)] {
        guard case .map(let entries) = value(name) else { return [] }
        return entries.compactMap { entry in
            switch entry.value {
            case .string(let text), .secret(let text): (entry.name, text)
            default: nil
            }
        }
    }

    /// Asking for a setting that may be missing, or for the wrong type, is a fault of the program, not of the document.
    private func expect<Value>(_ value: Value?, _ name: String) -> Value {
        guard let value else {
            preconditionFailure("setting \(name) of \(specification.name) is read as what it need not be")
        }
        return value
    }
}
