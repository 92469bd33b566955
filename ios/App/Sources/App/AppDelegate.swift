import Countersign
import CountersignKit
import CountersignScreens
import UIKit
import UserNotifications

/// What the system tells the app: addresses for pushes, notifications, turns in the background.
@MainActor final class AppDelegate: NSObject, UIApplicationDelegate {
  let stage = Stage()

  func application(
    _ application: UIApplication, didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]? = nil
  ) -> Bool {
    Shared.notifications.register()
    UNUserNotificationCenter.current().delegate = self
    let phone = stage.phone
    BackgroundRefresh.register(Shared.refreshTask) { try await phone.authenticator() }
    application.registerForRemoteNotifications()
    return true
  }

  func applicationDidEnterBackground(_ application: UIApplication) {
    BackgroundRefresh.schedule(Shared.refreshTask)
  }

  func application(_ application: UIApplication, didRegisterForRemoteNotificationsWithDeviceToken token: Data) {
    stage.surroundings.hasAddress = true
    let phone = stage.phone
    // Servers that cannot be told now are told by the next refresh.
    Task { _ = try? await phone.authenticator().setPushTarget(.apns(token)) }
  }

  func application(
    _ application: UIApplication, didFailToRegisterForRemoteNotificationsWithError error: any Error
  ) {
    stage.surroundings.hasAddress = false
  }
}

extension AppDelegate: UNUserNotificationCenterDelegate {
  /// The app is in front: the request itself is shown instead.
  nonisolated func userNotificationCenter(
    _ center: UNUserNotificationCenter, willPresent notification: UNNotification
  ) async -> UNNotificationPresentationOptions {
    let content = notification.request.content
    if let challenge = RequestNotifications.challenge(of: content) {
      await stage.show(challenge)
      return []
    }
    let payload = PushPayload(userInfo: content.userInfo)
    guard case .waiting(let challenge)? = try? await stage.phone.authenticator().handlePush(payload) else { return [] }
    await stage.show(challenge.id)
    return []
  }

  nonisolated func userNotificationCenter(
    _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse
  ) async {
    switch RequestNotifications.response(response) {
    // The deny is kept even when it cannot be sent now.
    case .deny(let challenge): _ = try? await stage.phone.deny(challenge, .none)
    case .open(let challenge): await stage.show(challenge)
    case nil: break
    }
  }
}
