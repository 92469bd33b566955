import CountersignKit

/// Fetches what a push is about before it is shown.
final class NotificationService: RequestNotificationService {
  override var accounts: SharedAccounts { Shared.accounts }

  override var notifications: RequestNotifications { Shared.notifications }
}
