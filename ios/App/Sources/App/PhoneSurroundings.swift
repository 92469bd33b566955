import CountersignScreens
import UserNotifications

/// What the screens need to know of this phone.
@MainActor final class PhoneSurroundings: Surroundings {
  private(set) var notificationsAllowed = true
  /// Whether APNs gave this app an address.
  var hasAddress = false

  var pushes: String? { hasAddress ? "APNs" : nil }

  /// Asks the phone again.
  func refresh() async {
    let status = await UNUserNotificationCenter.current().notificationSettings().authorizationStatus
    notificationsAllowed = [.authorized, .provisional, .ephemeral].contains(status)
  }
}
