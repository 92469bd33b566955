import AVFoundation
import CountersignScreens
import UIKit
import UniformTypeIdentifiers
import UserNotifications

/// What only the platform can do.
@MainActor struct Wishes {
  /// Copies a secret: for a minute, and not to the person's other devices.
  func copy(_ secret: String) {
    UIPasteboard.general.setItems(
      [[UTType.utf8PlainText.identifier: secret]],
      options: [.localOnly: true, .expirationDate: Date(timeIntervalSinceNow: 60)])
  }

  /// What was copied; empty for nothing. The system asks the person first.
  func pasted() -> String {
    UIPasteboard.general.string ?? ""
  }

  /// Whether the camera can be used, asking where nobody asked yet.
  func camera() async -> CameraState {
    guard AVCaptureDevice.default(for: .video) != nil else { return .missing }
    return await AVCaptureDevice.requestAccess(for: .video) ? .allowed : .refused
  }

  /// Asks for notifications, or opens their settings when the person has decided before.
  func notifications() async {
    let center = UNUserNotificationCenter.current()
    if await center.notificationSettings().authorizationStatus == .notDetermined {
      _ = try? await center.requestAuthorization(options: [.alert, .sound, .badge])
    } else {
      open(UIApplication.openNotificationSettingsURLString)
    }
  }

  /// Opens the settings of this app. Those of the passcode cannot be opened by apps; they are one step above.
  func settings() {
    open(UIApplication.openSettingsURLString)
  }

  private func open(_ address: String) {
    if let url = URL(string: address) { UIApplication.shared.open(url) }
  }
}
