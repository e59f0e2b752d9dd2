// swift-tools-version: 6.3
import PackageDescription

// MARK: - Settings

/// What every target is compiled with.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// For targets that import no C: unsafe pointers are errors there, so unsafety lives in the wrappers alone.
let pure: [SwiftSetting] = strict + [.strictMemorySafety()]

// MARK: - C libraries: module, pkg-config name, Debian package

let cLibraries: [(name: String, pkgConfig: String?, package: String)] = [
    ("CEpoll", nil, "libc6-dev"),
    ("CPQ", "libpq", "libpq-dev"),
    // hiredis.pc carries a flag that SwiftPM prohibits.
    ("CHiredis", nil, "libhiredis-dev"),
    ("CCurl", "libcurl", "libcurl4-openssl-dev"),
    ("CRdKafka", "rdkafka", "librdkafka-dev"),
    ("CRabbitMQ", "librabbitmq", "librabbitmq-dev"),
    ("CZlib", "zlib", "zlib1g-dev"),
    ("CZstd", "libzstd", "libzstd-dev"),
]

// MARK: - Swift packages

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let collections: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

// MARK: - Brokers: one row each; target, folder under Sources/Connectors, what it talks through

let brokers: [(name: String, folder: String, dependencies: [Target.Dependency])] = [
    ("AMQPConnector", "AMQP", ["CRabbitMQ"]),
    ("KafkaConnector", "Kafka", ["CRdKafka", "CEpoll", "HTTP"]),
    ("PubSubConnector", "PubSub", ["HTTP", crypto, cryptoExtras, collections]),
    ("RedisStreamsConnector", "RedisStreams", ["Redis"]),
    ("SQSConnector", "SQS", ["HTTP", crypto, collections]),
]

// MARK: - Libraries: name, folder under Sources, what it may import (left imports right, never upwards)

let libraries: [(name: String, path: String, dependencies: [Target.Dependency], settings: [SwiftSetting])] = [
    ("Domain", "Domain", [crypto], pure),
    ("Reactor", "Reactor", ["CEpoll"], strict),
    ("Compression", "Compression", ["CZlib", "CZstd"], strict),
    ("Postgres", "Postgres", ["CPQ", "Reactor", "Domain", logging], strict),
    ("Redis", "Redis", ["CHiredis", "Reactor", "Domain", logging], strict),
    ("HTTP", "HTTP", ["CCurl", "Reactor", "Domain", logging], strict),
    ("Specification", "Specification", ["Domain", yams], pure),
    ("Telemetry", "Telemetry", ["Domain", metrics, coreMetrics, logging], pure),
    ("Storage", "Storage", ["Postgres", "Domain", crypto, logging], pure),
    ("Queue", "Queue", ["Redis", "Domain", logging], pure),
    (
        "ConnectorCore", "Connectors/Core",
        ["Compression", "Domain", "Reactor", "Specification", logging, metrics, lifecycle], pure
    ),
    (
        "Catalog", "Connectors/Catalog",
        ["ConnectorCore", "Specification"] + brokers.map { .init(stringLiteral: $0.name) },
        pure
    ),
    ("Manifest", "Manifest", ["Catalog", "ConnectorCore", "Specification", "Storage", "Domain", yams], pure),
    (
        "Worker", "Worker",
        ["Storage", "Queue", "Redis", "HTTP", "Reactor", "Domain", logging, metrics, collections, lifecycle], pure
    ),
    (
        "Gateway", "Gateway",
        [
            "Storage", "Queue", "Manifest", "Catalog", "ConnectorCore", "Specification", "Telemetry", "Domain",
            hummingbird, logging, metrics,
        ],
        pure
    ),
    ("Embedded", "Embedded", ["Reactor", logging, lifecycle], strict),
    ("Sink", "Sink", ["Domain", hummingbird, httpTypes, nio, logging], pure),
]

/// Files that are compiled into a library: no bundle, nothing to install beside the executable.
let embedded: [String: [Resource]] = ["Storage": [.embedInCode("Migrations")]]

// MARK: - Targets from the tables

let cTargets: [Target] = cLibraries.map {
    .systemLibrary(
        name: $0.name,
        path: "Sources/C/\($0.name)",
        pkgConfig: $0.pkgConfig,
        providers: [.apt([$0.package])]
    )
}

let libraryTargets: [Target] = libraries.map {
    .target(
        name: $0.name,
        dependencies: $0.dependencies,
        path: "Sources/\($0.path)",
        resources: embedded[$0.name] ?? [],
        swiftSettings: $0.settings
    )
}

let brokerTargets: [Target] = brokers.map {
    .target(
        name: $0.name,
        dependencies: ["ConnectorCore", "Reactor", "Specification", "Domain", logging, metrics] + $0.dependencies,
        path: "Sources/Connectors/\($0.folder)",
        exclude: ["README.md"],
        swiftSettings: strict
    )
}

// MARK: - Tests: name, what they import; each in Tests/<name>

let tests: [(name: String, dependencies: [Target.Dependency])] = [
    ("DomainTests", ["Domain", crypto]),
    ("ReactorTests", ["Reactor"]),
    ("CompressionTests", ["Compression"]),
    ("PostgresTests", ["Postgres", "Domain", "Reactor"]),
    ("RedisTests", ["Redis", "Domain", "Reactor"]),
    ("HTTPTests", ["HTTP", "Reactor", "Domain", "TestSupport"]),
    ("SpecificationTests", ["Specification", "Domain"]),
    ("SinkTests", ["Sink", "Domain"]),
    ("TelemetryTests", ["Telemetry", "Domain", coreMetrics, metrics, logging]),
    ("StorageTests", ["Storage", "Domain"]),
    ("QueueTests", ["Queue", "Redis", "Domain"]),
    ("ConnectorCoreTests", ["ConnectorCore", "Specification", "Domain", logging]),
    ("AMQPConnectorTests", ["AMQPConnector", "ConnectorCore", "Specification", "Domain"]),
    (
        "KafkaConnectorTests",
        ["KafkaConnector", "Catalog", "ConnectorCore", "Specification", "Domain", "KafkaSupport", logging]
    ),
    (
        "RedisStreamsConnectorTests",
        [
            "RedisStreamsConnector", "Catalog", "ConnectorCore", "ConnectorContract", "Specification", "Redis",
            "Reactor", "Domain", "TestSupport", logging,
        ]
    ),
    (
        "SQSConnectorTests",
        [
            "SQSConnector", "ConnectorCore", "Specification", "HTTP", "Reactor", "Domain", "TestSupport", "SQSSupport",
            crypto, logging,
        ]
    ),
    (
        "PubSubConnectorTests",
        [
            "PubSubConnector", "ConnectorCore", "Specification", "HTTP", "Reactor", "Domain", "TestSupport", crypto,
            cryptoExtras, hummingbird, httpTypes, nio, logging,
        ]
    ),
    ("ManifestTests", ["Manifest", "Catalog", "ConnectorCore", "Specification", "Storage", "Domain"]),
    ("WorkerTests", ["Worker", "HTTP", "Storage", "Queue", "Domain"]),
    (
        "GatewayTests",
        [
            "Gateway", "Storage", "Postgres", "Reactor", "Telemetry", "Domain", hummingbird, hummingbirdTesting,
            httpTypes, nio,
            nioPosix, logging,
        ]
    ),
    (
        "LongshoreTests",
        ["Longshore", "Catalog", "ConnectorCore", "Queue", "Domain", "Manifest", "Specification", "Telemetry"]
    ),
    (
        "IntegrationTests",
        [
            "Gateway", "Manifest", "Storage", "Queue", "Postgres", "Redis", "KafkaConnector", "PubSubConnector",
            "SQSConnector", "HTTP",
            "AMQPConnector", "AMQPSupport", "SQSSupport", "PubSubSupport", "ConnectorCore",
            "Telemetry", "Reactor",
            "Domain", "KafkaSupport", "TestSupport", "ConnectorContract", hummingbird, hummingbirdTesting, httpTypes,
            nio, logging,
            cryptoExtras,
        ]
    ),
    ("EndToEndTests", ["TestSupport", "AMQPSupport", "SQSSupport", "PubSubSupport", "Embedded", "Longshore"]),
]

let testTargets: [Target] =
    tests.map {
        .testTarget(name: $0.name, dependencies: $0.dependencies, path: "Tests/\($0.name)", swiftSettings: strict)
    } + [
        .target(
            name: "TestSupport",
            dependencies: ["Embedded"],
            path: "Tests/Support",
            exclude: ["KafkaSupport", "SQSSupport", "PubSubSupport", "ConnectorContract", "AMQPSupport"],
            swiftSettings: strict
        ),
        .target(
            name: "ConnectorContract",
            dependencies: ["ConnectorCore", "Specification", "Domain", "TestSupport", logging, lifecycle],
            path: "Tests/Support/ConnectorContract",
            swiftSettings: strict
        ),
        .target(
            name: "SQSSupport",
            dependencies: ["TestSupport", hummingbird, httpTypes, nio, logging],
            path: "Tests/Support/SQSSupport",
            swiftSettings: strict
        ),
        .target(
            name: "PubSubSupport",
            dependencies: ["Domain", "TestSupport"],
            path: "Tests/Support/PubSubSupport",
            swiftSettings: strict
        ),
        .target(
            name: "KafkaSupport",
            dependencies: ["CRdKafka"],
            path: "Tests/Support/KafkaSupport",
            swiftSettings: strict
        ),
        .target(
            name: "AMQPSupport",
            dependencies: ["CRabbitMQ", "TestSupport"],
            path: "Tests/Support/AMQPSupport",
            swiftSettings: strict
        ),
    ]

// MARK: - The package

let package = Package(
    name: "longshore",
    products: [
        .executable(name: "longshore", targets: ["Longshore"]),
        .executable(name: "HTTPCeiling", targets: ["HTTPCeiling"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.15.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ],
    targets: cTargets + libraryTargets + brokerTargets + testTargets + [
        .executableTarget(
            name: "Longshore",
            dependencies: [
                "Gateway", "Worker", "Manifest", "Catalog", "ConnectorCore", "Storage", "Queue", "Postgres", "Redis",
                "HTTP",
                "Telemetry", "Embedded", "Sink", "Specification", "Reactor", "Domain", arguments, hummingbird,
                lifecycle, signals, logging,
                metrics, coreMetrics,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "HTTPCeiling",
            dependencies: ["HTTP", "Domain", "Reactor"],
            path: "Benchmarks/HTTPCeiling",
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
