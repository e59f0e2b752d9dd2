internal import CCurl

/// The library as a whole.
enum CurlLibrary {
    /// Sets libcurl up, once for the process; every handle is made after this.
    static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
}
