extension ObjectSpecification {
    /// What is wrong with the specification itself; a test of each specification expects nothing.
    ///
    /// Names are unique, defaults and examples are valid values, groups name settings, no required setting has a
    /// default, and objects of the same name, which pages and schemas describe once, are the same.
    public func faults() -> [String] {
        let namesakes = Dictionary(grouping: everything, by: \.definitionName).values.filter { objects in
            Set(objects.map { $0.settings.flatMap { [$0.name] + $0.aliases } }).count > 1
        }
        return (ownFaults() + namesakes.map { "\($0[0].name): \($0.count) objects have this name and differ" }).sorted()
    }

    /// The object and all objects within it.
    private var everything: [ObjectSpecification] {
        [self] + settings.flatMap { $0.kind.objects.flatMap(\.everything) }
    }

    private func ownFaults() -> [String] {
        var faults: [String] = []
        let names = settings.flatMap { [$0.name] + $0.aliases } + refused.keys
        for (name, uses) in Dictionary(grouping: names, by: \.self) where uses.count > 1 {
            faults.append("\(self.name): \(name) is described \(uses.count) times")
        }
        for name in groups.flatMap(\.names) where setting(name) == nil {
            faults.append("\(self.name): a group names \(name), which is no setting")
        }
        for setting in settings {
            for text in [setting.defaultText, setting.example].compactMap(\.self)
            where Checker.value(ofText: text, as: setting.kind) == nil {
                faults.append("\(name): “\(text)” is not a value of \(setting.name)")
            }
            if setting.isRequired, setting.defaultText != nil {
                faults.append("\(name): \(setting.name) is required and has a default")
            }
            if setting.summary.isEmpty { faults.append("\(name): \(setting.name) has no summary") }
            faults += setting.kind.objects.flatMap { $0.ownFaults() }
        }
        return faults
    }
}

extension Setting.Kind {
    /// The objects within.
    fileprivate var objects: [ObjectSpecification] {
        switch self {
        case .object(let specification): [specification]
        case .list(let kind, _, _), .map(let kind): kind.objects
        case .oneOf(let forms): forms.flatMap(\.kind.objects)
        default: []
        }
    }
}
