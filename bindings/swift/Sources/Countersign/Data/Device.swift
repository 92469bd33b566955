/// What servers are told about this device.
public struct Device: Sendable, Hashable {
  /// For the person's device list, at most 64 characters.
  public var name: String
  /// Name and version of the app, at most 64 characters.
  public var app: String
  /// Where pushes go, if anywhere.
  public var push: PushTarget?
  /// For servers that collect statistics; nothing unless the app chose to be counted.
  public var telemetry: Telemetry?

  public init(name: String, app: String, push: PushTarget? = nil, telemetry: Telemetry? = nil) {
    self.name = name
    self.app = app
    self.push = push
    self.telemetry = telemetry
  }
}

/// A push provider's address of this device. Printing it hides the token.
public struct PushTarget: Sendable, Hashable, CustomReflectable {
  /// `fcm`, `apns`, `webpush`...
  public var provider: String
  /// The provider's token, at most 4,096 characters.
  public var token: String

  public init(provider: String, token: String) {
    self.provider = provider
    self.token = token
  }

  public var customMirror: Mirror {
    Mirror(self, children: ["provider": provider], displayStyle: .struct)
  }
}

/// What an app that chose to be counted says of itself.
public struct Telemetry: Sendable, Hashable {
  /// Name of the app.
  public var appName: String
  /// Version of the app.
  public var appVersion: String

  public init(appName: String, appVersion: String) {
    self.appName = appName
    self.appVersion = appVersion
  }
}

/// Where the key that protects the accounts is kept.
public enum Vault: Sendable {
  /// A key vault of the app.
  case own(any KeyVault)
  /// The operating system's key store. Only in builds for desktops.
  case system
  /// A file of mode 0600 beside the accounts, for CI: whoever can read the folder can read the accounts.
  case file
}

/// Whether servers may be on this very machine.
public enum Loopback: Sendable, Hashable {
  /// Only public hosts, by HTTPS.
  case refused
  /// Also this machine, also by plain HTTP: for tests only.
  case allowed
}
