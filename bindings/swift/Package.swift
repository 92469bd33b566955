// swift-tools-version: 6.0

import PackageDescription

/// The compiled core of a release: filled in by the release workflow, in the package that apps depend on.
let release = (url: "", checksum: "")

/// A folder with a library that was built here, instead: what `local.sh` generated from it is in `build/`.
let local = Context.environment["COUNTERSIGN_LIBRARY"]

let package = Package(
  name: "Countersign",
  platforms: [.iOS(.v16), .macOS(.v13)],
  products: [.library(name: "Countersign", targets: ["Countersign"])],
  targets: [
    .target(
      name: "Countersign", dependencies: ["CountersignGenerated"], swiftSettings: ours()),
    // The generator's concurrency is that of Swift 5. Nothing of it is in a public signature of `Countersign`.
    .target(
      name: "CountersignGenerated", dependencies: ["CountersignGeneratedFFI"],
      path: local == nil ? nil : "build/CountersignGenerated",
      swiftSettings: [.swiftLanguageMode(.v5)],
      linkerSettings: local.map { [.unsafeFlags(["-L", $0, "-Xlinker", "-rpath", "-Xlinker", $0])] }),
    compiledCore(),
  ] + tests()
)

/// Swift 6 with complete concurrency checking. Packages that apps depend on may not make warnings errors.
func ours() -> [SwiftSetting] {
  [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")] + (local == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])])
}

func compiledCore() -> Target {
  guard local != nil else {
    return .binaryTarget(name: "CountersignGeneratedFFI", url: release.url, checksum: release.checksum)
  }
  return .systemLibrary(name: "CountersignGeneratedFFI", path: "build/CountersignGeneratedFFI")
}

/// Only against a library that was built here, with a mock server beside it.
func tests() -> [Target] {
  guard local != nil else { return [] }
  return [
    // Keys like those of a hardware key store, by OpenSSL.
    .systemLibrary(name: "CCrypto", path: "Tests/CCrypto"),
    .testTarget(
      name: "CountersignTests", dependencies: ["Countersign", "CCrypto"],
      swiftSettings: ours()),
  ]
}
