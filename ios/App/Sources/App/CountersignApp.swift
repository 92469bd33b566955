import SwiftUI

@main
struct CountersignApp: App {
  @UIApplicationDelegateAdaptor(AppDelegate.self) private var delegate
  @Environment(\.scenePhase) private var phase

  var body: some Scene {
    WindowGroup {
      StageView(stage: delegate.stage)
        .task { await delegate.stage.run() }
        .onOpenURL { delegate.stage.open($0) }
        .onChange(of: phase) { delegate.stage.phase($0 == .active) }
    }
  }
}
