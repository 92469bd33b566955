import Countersign
import CountersignKit
import Foundation

/// What the app and its notification extension have in common.
enum Shared {
  /// The accounts of this phone.
  static let accounts = SharedAccounts(
    appGroup: AppGroup.name, keychainGroup: keychainGroup,
    device: Device(name: name, app: "Countersign for iOS"), reason: { text("prompt_title") })

  /// What notifications look like.
  static let notifications = RequestNotifications(
    RequestNotifications.Words(
      title: { text("notification_title") }, text: { isolated("notification_text", $0) },
      hidden: { text("notification_hidden") }, deny: { text("deny") }, open: { text("notification_open") }))

  /// The task that looks for requests in the background.
  static let refreshTask = "dev.countersign.app.refresh"

  private static func text(_ key: String) -> String {
    Bundle.main.localizedString(forKey: key, value: nil, table: nil)
  }

  /// Words of somebody else may run the other way, and must not turn what stands around them.
  private static func isolated(_ key: String, _ argument: String) -> String {
    String(format: text(key), "\u{2068}\(argument)\u{2069}")
  }

  /// Begins with the team's prefix, which is known only when the app is signed.
  private static var keychainGroup: String {
    Bundle.main.object(forInfoDictionaryKey: "CountersignKeychainGroup") as? String ?? ""
  }

  private static var name: String {
    ProcessInfo.processInfo.isMacCatalystApp ? "Mac" : "iPhone"
  }
}
