/// What the app and all its extensions see.
enum AppGroup {
  static let name = "group.dev.countersign.app"
}
