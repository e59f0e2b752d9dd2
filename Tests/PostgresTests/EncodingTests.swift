internal import Domain
internal import Testing

@testable internal import Postgres

@Suite("Binary encoding")
struct EncodingTests {
    @Test("scalars are sent in network byte order, without their length")
    func scalars() {
        #expect(PostgresParameter.int(0x0102_0304_0506_0708).bytes == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(PostgresParameter.int4(-2).bytes == [0xff, 0xff, 0xff, 0xfe])
        #expect(PostgresParameter.int2(258).bytes == [1, 2])
        #expect(PostgresParameter.bool(true).bytes == [1])
        #expect(PostgresParameter.double(1).bytes == [0x3f, 0xf0, 0, 0, 0, 0, 0, 0])
        #expect(PostgresParameter.text("é").bytes == [0xc3, 0xa9])
        #expect(PostgresParameter.uuid(ULID(high: 0x0102_0304_0506_0708, low: 9)).bytes?.count == 16)
    }

    @Test("times count from the year 2000")
    func times() {
        let epoch = Timestamp(microseconds: 946_684_800_000_000)
        #expect(PostgresParameter.timestamp(epoch).bytes == [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(PostgresParameter.timestamp(Timestamp(microseconds: .min)).bytes == [0x80, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test("an integer beyond 64 bits becomes the nearest that fits")
    func clamping() {
        #expect(PostgresParameter.int(UInt64.max).bytes == [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
    }

    @Test("nil is NULL and keeps its type; empty is not NULL")
    func nulls() {
        #expect(PostgresParameter.text(nil).bytes == nil)
        #expect(PostgresParameter.text(nil).type == .text)
        #expect(PostgresParameter.uuid(nil).type == .uuid)
        #expect(PostgresParameter.text("").bytes == [])
        #expect(PostgresParameter.bytes([]).bytes == [])
    }

    @Test("an array has dimensions, flag, type, length and lower bound before its elements")
    func arrays() {
        var builder = PostgresArrayBuilder<Int32>(capacity: 2)
        builder.append(7)
        builder.append(-1)
        #expect(builder.parameter.type == .int4Array)
        #expect(
            builder.parameter.bytes == [
                0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0, 2, 0, 0, 0, 1,
                0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff,
            ]
        )
    }

    @Test("a NULL element sets the flag and has no bytes")
    func arrayWithNull() {
        var builder = PostgresArrayBuilder<String>()
        builder.append("a")
        builder.append(nil)
        #expect(builder.count == 2)
        #expect(
            builder.parameter.bytes == [
                0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 25, 0, 0, 0, 2, 0, 0, 0, 1,
                0, 0, 0, 1, 97, 0xff, 0xff, 0xff, 0xff,
            ]
        )
    }

    @Test("an empty array has no dimension")
    func emptyArray() {
        #expect(PostgresArrayBuilder<ULID>().parameter.bytes == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0b, 0x86])
    }

    @Test("an array longer than one byte can count says its length")
    func longArray() {
        let bytes = PostgresParameter.array(Array(repeating: Int64(5), count: 70_000)).bytes
        #expect(bytes?.count == 20 + 70_000 * 12)
        #expect(bytes.map { Array($0[12..<16]) } == [0, 1, 0x11, 0x70])
    }

    @Test("a builder that goes on does not change the parameter taken before")
    func builderIsAValue() {
        var builder = PostgresArrayBuilder<Bool>()
        builder.append(true)
        let first = builder.parameter
        builder.append(false)
        #expect(first.bytes?.count == 25)
        #expect(builder.parameter.bytes?.count == 30)
    }

    @Test("COPY rows have a signature, counted fields and a mark at the end")
    func copyRows() {
        var rows = PostgresCopyRows()
        rows.startRow(columns: 2)
        rows.append(Int16(1))
        rows.appendNull()
        #expect(
            rows.finished == [
                0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0, 2, 0, 0, 0, 2, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            ]
        )
    }

    @Test("more parameters or bytes than one statement carries are refused before they are sent")
    func limits() throws {
        let many = Array(repeating: PostgresParameter.bool(true), count: 1_001)
        #expect(throws: PostgresError.self) { try QueryLimits.check(PostgresQuery(.unprepared("SELECT 1"), many)) }
        try QueryLimits.check(PostgresQuery(.unprepared("SELECT 1"), many.dropLast(1)))
    }
}
