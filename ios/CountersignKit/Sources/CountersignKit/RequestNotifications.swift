#if canImport(UserNotifications)
  import Countersign
  import Foundation
  import UserNotifications

  /// Requests as notifications. They can be denied right there; approving always takes the app's own screen. A number is never in them.
  public struct RequestNotifications: Sendable {
    /// Their words.
    public let words: Words

    /// The words of notifications, in the language of the phone.
    public struct Words: Sendable {
      /// Title of a request.
      public let title: @Sendable () -> String
      /// What a request says, given who asks.
      public let text: @Sendable (String) -> String
      /// What stands there while the phone is locked and hides previews.
      public let hidden: @Sendable () -> String
      /// What stands on the button that denies.
      public let deny: @Sendable () -> String
      /// What stands on the button that opens the request.
      public let open: @Sendable () -> String

      /// The words of notifications.
      public init(
        title: @escaping @Sendable () -> String, text: @escaping @Sendable (String) -> String,
        hidden: @escaping @Sendable () -> String, deny: @escaping @Sendable () -> String,
        open: @escaping @Sendable () -> String
      ) {
        self.title = title
        self.text = text
        self.hidden = hidden
        self.deny = deny
        self.open = open
      }
    }

    /// Notifications with these words.
    public init(_ words: Words) {
      self.words = words
    }

    /// Tells the phone which buttons requests have. Call it whenever the app starts.
    public func register() {
      // Denying needs no unlocked phone: it lets nobody in.
      let deny = UNNotificationAction(identifier: Self.deny, title: words.deny(), options: [.destructive])
      let open = UNNotificationAction(identifier: Self.open, title: words.open(), options: [.foreground])
      let category = UNNotificationCategory(
        identifier: Self.category, actions: [deny, open], intentIdentifiers: [],
        hiddenPreviewsBodyPlaceholder: words.hidden())
      UNUserNotificationCenter.current().setNotificationCategories([category])
    }

    /// What is shown for a challenge that waits.
    public func content(for challenge: Challenge) -> UNMutableNotificationContent {
      let content = UNMutableNotificationContent()
      content.title = words.title()
      content.body = words.text(challenge.relyingParty.name)
      content.sound = .default
      content.categoryIdentifier = Self.category
      content.interruptionLevel = .timeSensitive
      content.userInfo = [Self.key: challenge.id]
      return content
    }

    /// The challenge that a notification is about.
    public static func challenge(of content: UNNotificationContent) -> Challenge.ID? {
      content.userInfo[key] as? Challenge.ID
    }

    /// Shows a notification again that the system took away when the person acted on it.
    @MainActor public static func showAgain(_ shown: UNNotificationRequest) async {
      // Without its trigger: that of a push cannot be used here.
      let request = UNNotificationRequest(identifier: shown.identifier, content: shown.content, trigger: nil)
      await withCheckedContinuation { (added: CheckedContinuation<Void, Never>) in
        UNUserNotificationCenter.current().add(request) { @Sendable _ in added.resume() }
      }
    }

    /// Takes away the notification of a challenge.
    public static func hide(_ challenge: Challenge.ID) async {
      await hide { $0 == challenge }
    }

    /// Takes away the notifications of all challenges but those that wait.
    public static func keep(_ waiting: Set<Challenge.ID>) async {
      await hide { !waiting.contains($0) }
    }

    private static func hide(_ isOver: (Challenge.ID) -> Bool) async {
      let center = UNUserNotificationCenter.current()
      let over = await center.deliveredNotifications().filter { shown in
        challenge(of: shown.request.content).map(isOver) ?? false
      }
      center.removeDeliveredNotifications(withIdentifiers: over.map(\.request.identifier))
    }

    /// What the person did with a notification.
    public enum Response: Sendable, Hashable {
      /// Denied it, without opening the app.
      case deny(Challenge.ID)
      /// Wants to see the request.
      case open(Challenge.ID)
    }

    /// What the person did; `nil` when the notification is not one of these.
    public static func response(_ response: UNNotificationResponse) -> Response? {
      guard let challenge = challenge(of: response.notification.request.content) else { return nil }
      switch response.actionIdentifier {
      case deny: return .deny(challenge)
      case UNNotificationDismissActionIdentifier: return nil
      default: return .open(challenge)
      }
    }

    private static let category = "dev.countersign.request"
    private static let key = "dev.countersign.challenge"
    private static let deny = "dev.countersign.deny"
    private static let open = "dev.countersign.open"
  }
#endif
