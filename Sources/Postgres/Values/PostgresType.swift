/// A data type of PostgreSQL, named by the object id that every server gives it.
public struct PostgresType: Hashable, Sendable {
    /// The object id in `pg_type`.
    public let oid: UInt32

    /// Names a type by its object id; needed only for types that have no constant here.
    public init(oid: UInt32) { self.oid = oid }

    /// `boolean`.
    public static let bool = PostgresType(oid: 16)
    /// `bytea`.
    public static let bytea = PostgresType(oid: 17)
    /// `bigint`.
    public static let int8 = PostgresType(oid: 20)
    /// `smallint`.
    public static let int2 = PostgresType(oid: 21)
    /// `integer`.
    public static let int4 = PostgresType(oid: 23)
    /// `text`.
    public static let text = PostgresType(oid: 25)
    /// `json`, which keeps the text it was given.
    public static let json = PostgresType(oid: 114)
    /// `real`.
    public static let float4 = PostgresType(oid: 700)
    /// `double precision`.
    public static let float8 = PostgresType(oid: 701)
    /// `timestamp with time zone`.
    public static let timestamptz = PostgresType(oid: 1184)
    /// `uuid`.
    public static let uuid = PostgresType(oid: 2950)
    /// `jsonb`.
    public static let jsonb = PostgresType(oid: 3802)

    /// `boolean[]`.
    public static let boolArray = PostgresType(oid: 1000)
    /// `bytea[]`.
    public static let byteaArray = PostgresType(oid: 1001)
    /// `smallint[]`.
    public static let int2Array = PostgresType(oid: 1005)
    /// `integer[]`.
    public static let int4Array = PostgresType(oid: 1007)
    /// `text[]`.
    public static let textArray = PostgresType(oid: 1009)
    /// `bigint[]`.
    public static let int8Array = PostgresType(oid: 1016)
    /// `double precision[]`.
    public static let float8Array = PostgresType(oid: 1022)
    /// `timestamp with time zone[]`.
    public static let timestamptzArray = PostgresType(oid: 1185)
    /// `uuid[]`.
    public static let uuidArray = PostgresType(oid: 2951)

    // What the server may answer with although we never send it.
    static let name = PostgresType(oid: 19)
    static let unknown = PostgresType(oid: 705)
    static let bpchar = PostgresType(oid: 1042)
    static let varchar = PostgresType(oid: 1043)
    static let timestamp = PostgresType(oid: 1114)

    /// Types made in the database by its users (enumerations, above all) start here.
    static let firstUserDefined: UInt32 = 16_384
}
