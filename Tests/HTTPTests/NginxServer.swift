import Glibc
import TestSupport
import Testing

/// A real nginx with TLS and HTTP/2, with a certificate made for the occasion.
struct NginxServer {
    static let isInstalled = access(binary, X_OK) == 0 && access("/usr/bin/openssl", X_OK) == 0
    private static let binary = "/usr/sbin/nginx"

    /// Where the certificate is; its own authority.
    let certificateFile: String
    /// Speaks HTTP/2 if the client wants to.
    let http2Port: Int
    /// Speaks HTTP/1.1 alone.
    let http1Port: Int

    /// Lends a running server.
    static func running<R>(_ body: (NginxServer) async throws -> R) async throws -> R {
        var template = Array("/tmp/longshore-nginx-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { run("rm", "-rf", folder) }
        let certificate = "\(folder)/cert.pem"
        try #require(
            run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                "\(folder)/key.pem",
                "-out",
                certificate
            ) == 0
        )
        let ports = try (0..<3).map { _ in try freePort() }
        try write(configuration(folder: folder, ports: ports), to: "\(folder)/nginx.conf")
        let process = spawn([binary, "-c", "\(folder)/nginx.conf", "-g", "daemon off;"])
        try #require(process > 0)
        defer {
            kill(process, SIGTERM)
            waitpid(process, nil, 0)
        }
        try await until { ports.allSatisfy(isListening) }
        return try await body(
            NginxServer(certificateFile: certificate, http2Port: ports[0], http1Port: ports[1])
        )
    }

    private static func configuration(folder: String, ports: [Int]) -> String {
        let tls = "ssl_certificate \(folder)/cert.pem; ssl_certificate_key \(folder)/key.pem;"
        // The answer comes from behind, so that the request has been read whole before it.
        let answer = """
            proxy_pass http://127.0.0.1:\(ports[2]);
            proxy_set_header x-protocol $server_protocol; proxy_set_header x-connection $connection;
            """
        let echo = "return 200 '$http_x_protocol $http_x_connection $http_x_number';"
        return """
            worker_processes 1;
            pid \(folder)/pid;
            error_log \(folder)/error.log;
            events { worker_connections 512; }
            http {
              access_log off; keepalive_requests 1000000;
              client_body_temp_path \(folder)/body; proxy_temp_path \(folder)/proxy; fastcgi_temp_path \(folder)/fastcgi;
              uwsgi_temp_path \(folder)/uwsgi; scgi_temp_path \(folder)/scgi;
              server { listen 127.0.0.1:\(ports[0]) ssl http2; \(tls) location / { \(answer) } }
              server { listen 127.0.0.1:\(ports[1]) ssl; \(tls) location / { \(answer) } }
              server { listen 127.0.0.1:\(ports[2]); location / { \(echo) } }
            }
            """
    }

    private static func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
    }

    /// Runs a program to its end.
    @discardableResult
    private static func run(_ arguments: String...) -> Int32 {
        let process = spawn(arguments)
        var status: Int32 = -1
        guard process > 0, waitpid(process, &status, 0) == process else { return -1 }
        return status
    }

    private static func spawn(_ arguments: [String]) -> pid_t {
        var process: pid_t = 0
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        // What they say on success is of no interest; what goes wrong shows in the tests.
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        return posix_spawnp(&process, arguments[0], &actions, nil, &pointers, environ) == 0 ? process : -1
    }
}
