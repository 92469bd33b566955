// swift-tools-version: 6.0

import PackageDescription

let package = Package(
  name: "calls",
  platforms: [.macOS(.v13)],
  dependencies: [.package(name: "Countersign", path: "../../../../bindings/swift")],
  targets: [
    .systemLibrary(name: "CHash", path: "CHash"),
    .executableTarget(
      name: "calls", dependencies: [.product(name: "Countersign", package: "Countersign"), "CHash"]),
  ]
)
