/// All series of one metric name.
struct MetricFamily {
    enum Kind: String {
        case counter, gauge, histogram
    }

    let kind: Kind
    private(set) var series: [LabelSet: Entry] = [:]

    /// A series and how many metrics of the program share it.
    struct Entry {
        let series: any Series
        var uses: Int
    }

    init(kind: Kind) {
        self.kind = kind
    }

    /// Returns the series of `labels`, making it when it is new.
    mutating func use<Kept: Series>(_ labels: LabelSet, orMake make: () -> Kept) -> Kept? {
        if let entry = series[labels] {
            series[labels]?.uses += 1
            return entry.series as? Kept
        }
        let made = make()
        series[labels] = Entry(series: made, uses: 1)
        return made
    }

    /// Forgets one use of a series, and the series with its last use.
    mutating func release(_ handler: AnyObject) {
        guard let (labels, entry) = series.first(where: { $0.value.series === handler }) else { return }
        if entry.uses > 1 {
            series[labels]?.uses -= 1
        } else {
            series[labels] = nil
        }
    }
}
