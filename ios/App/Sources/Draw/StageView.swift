import CountersignScreens
import PhotosUI
import SwiftUI

/// The screen in front, and what lies over it when nobody may see it.
struct StageView: View {
  @ObservedObject var stage: Stage
  @State private var picked: PhotosPickerItem?

  var body: some View {
    ScreenView(screen: stage.screen, act: stage.act)
      .environment(\.readFrame, ReadFrame { [phone = stage.phone] in try? await phone.read($0) })
      .overlay { if stage.isCovered { Cover() } }
      .photosPicker(isPresented: $stage.isChoosingPicture, selection: $picked, matching: .images)
      .onChange(of: picked) { item in
        guard let item else { return }
        picked = nil
        Task { stage.picture(try await item.loadTransferable(type: Data.self) ?? Data()) }
      }
  }
}

/// Stands in the app switcher instead of what was on the screen.
private struct Cover: View {
  var body: some View {
    ZStack {
      Color(uiColor: .systemBackground).ignoresSafeArea()
      Image(systemName: "lock.shield").font(.largeTitle).accessibilityHidden(true)
    }
  }
}
