/// Rows of text in aligned columns.
struct Table {
    let columns: [String]
    let rows: [[String]]

    func print() {
        for line in lines { Swift.print(line) }
    }

    var lines: [String] {
        let all = [columns] + rows
        let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            return cells.joined(separator: "  ")
        }
    }
}
