/// A run of bytes: payloads and the fields cut from them.
///
/// A slice shares the storage it was cut from, so passing one on or taking a part of one copies nothing. Its indices do
/// not start at zero.
public typealias Bytes = ArraySlice<UInt8>
