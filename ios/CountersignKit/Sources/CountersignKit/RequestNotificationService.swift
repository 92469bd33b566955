#if canImport(UserNotifications) && os(iOS)
  import Countersign
  import UserNotifications

  /// Fetches what a push is about before it is shown. An app's notification service extension subclasses it and says where the accounts are.
  ///
  /// When nothing can be fetched, the push is shown as it came, which says no more than that a request waits.
  open class RequestNotificationService: UNNotificationServiceExtension {
    /// The accounts that the app shares with the extension.
    open var accounts: SharedAccounts { fatalError("the extension says where the accounts are") }
    /// The looks of notifications.
    open var notifications: RequestNotifications { fatalError("the extension says what notifications look like") }

    private let delivery = Delivery()

    open override func didReceive(
      _ request: UNNotificationRequest, withContentHandler contentHandler: @escaping (UNNotificationContent) -> Void
    ) {
      delivery.begin(request.content, contentHandler)
      let (accounts, notifications, delivery) = (accounts, notifications, delivery)
      let payload = PushPayload(userInfo: request.content.userInfo)
      Task {
        guard let phone = try? accounts.open(), let outcome = try? await phone.handlePush(payload) else {
          return delivery.end(nil)
        }
        // A process that is suspended with an open database is ended by the system.
        phone.close()
        if case .waiting(let challenge) = outcome {
          delivery.end(notifications.content(for: challenge))
        } else {
          delivery.end(nil)
        }
      }
    }

    open override func serviceExtensionTimeWillExpire() {
      delivery.end(nil)
    }
  }

  /// Shows one notification, once.
  private final class Delivery: @unchecked Sendable {
    private let lock = NSLock()
    private var original: UNNotificationContent?
    private var handler: ((UNNotificationContent) -> Void)?

    func begin(_ content: UNNotificationContent, _ handler: @escaping (UNNotificationContent) -> Void) {
      lock.withLock {
        original = content
        self.handler = handler
      }
    }

    /// Shows `content`, or what came.
    func end(_ content: UNNotificationContent?) {
      let (shown, handler) = lock.withLock {
        defer { self.handler = nil }
        return (content ?? original, self.handler)
      }
      if let shown { handler?(shown) }
    }
  }
#endif
