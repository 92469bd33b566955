import CountersignScreens
import SwiftUI

/// How what the camera sees is drawn, and told when a code is in it. Where there is no camera, as in an extension, only the words stand there.
struct CameraSlot: Sendable {
  let draw: @MainActor @Sendable (Phrase, @escaping (String) -> Void) -> AnyView
}

extension EnvironmentValues {
  private struct CameraSlotKey: EnvironmentKey {
    static let defaultValue = CameraSlot { label, _ in AnyView(Text(label)) }
  }

  var camera: CameraSlot {
    get { self[CameraSlotKey.self] }
    set { self[CameraSlotKey.self] = newValue }
  }
}
