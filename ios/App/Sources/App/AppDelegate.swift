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
    try? CodeInbox(appGroup: AppGroup.name).tidy()
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

  /// Denies from a notification, which the system took away already: where the deny cannot even be kept, it comes back.
  private func deny(_ challenge: Challenge.ID, _ shown: UNNotificationRequest) async {
    let denial = await stage.phone.denial(challenge)
    if denial != .sent { BackgroundRefresh.schedule(Shared.refreshTask) }
    if denial == .lost { await RequestNotifications.showAgain(shown) }
  }
}

// With completion handlers, not `async`: those would be called where the task happens to run, and the system ends an app that answers away from the
// main thread.
extension AppDelegate: UNUserNotificationCenterDelegate {
  /// The app is in front: the request itself is shown instead.
  nonisolated func userNotificationCenter(
    _ center: UNUserNotificationCenter, willPresent notification: UNNotification,
    withCompletionHandler completionHandler: @escaping (UNNotificationPresentationOptions) -> Void
  ) {
    let content = notification.request.content
    let (known, payload) = (RequestNotifications.challenge(of: content), PushPayload(userInfo: content.userInfo))
    // Called once, on the main thread.
    nonisolated(unsafe) let done = completionHandler
    Task { @MainActor in
      done([])
      if let known {
        await stage.show(known)
      } else if case .waiting(let challenge)? = try? await stage.phone.authenticator().handlePush(payload) {
        await stage.show(challenge.id)
      }
    }
  }

  nonisolated func userNotificationCenter(
    _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse,
    withCompletionHandler completionHandler: @escaping () -> Void
  ) {
    let wanted = RequestNotifications.response(response)
    // Never changes.
    nonisolated(unsafe) let shown = response.notification.request
    // Called once, on the main thread.
    nonisolated(unsafe) let done = completionHandler
    Task { @MainActor in
      switch wanted {
      // The app may be suspended once it is done.
      case .deny(let challenge): await deny(challenge, shown)
      case .open(let challenge): await stage.show(challenge)
      case nil: break
      }
      done()
    }
  }
}
