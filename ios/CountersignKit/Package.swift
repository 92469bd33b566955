// swift-tools-version: 6.0

import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")]

let package = Package(
  name: "CountersignKit",
  platforms: [.iOS(.v16), .macOS(.v15)],
  products: [
    .library(name: "CountersignScreens", targets: ["CountersignScreens"]),
    .library(name: "CountersignKit", targets: ["CountersignKit"]),
  ],
  dependencies: [.package(name: "Countersign", path: "../../bindings/swift")],
  targets: [
    // What people see and do. Knows no Apple framework, so it is tested anywhere.
    .target(
      name: "CountersignScreens", dependencies: [.product(name: "Countersign", package: "Countersign")],
      swiftSettings: strict),
    // Secure Enclave, Keychain, notifications.
    .target(
      name: "CountersignKit", dependencies: [.product(name: "Countersign", package: "Countersign")],
      swiftSettings: strict),
    // The string catalog where no Apple tool compiles it.
    .target(name: "Catalog", dependencies: ["CountersignScreens"], path: "Tests/Catalog", swiftSettings: strict),
    .testTarget(
      name: "CountersignScreensTests", dependencies: ["CountersignScreens", "Catalog"], swiftSettings: strict),
    .testTarget(name: "CountersignKitTests", dependencies: ["CountersignKit"], swiftSettings: strict),
  ]
)
