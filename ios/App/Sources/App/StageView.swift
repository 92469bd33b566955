import CountersignScreens
import PhotosUI
import SwiftUI

/// The screen in front, and what lies over it when nobody may see it.
struct StageView: View {
  @ObservedObject var stage: Stage
  @State private var picked: PhotosPickerItem?

  var body: some View {
    ScreenView(screen: stage.screen, act: stage.act)
      .environment(\.camera, camera)
      .overlay { if stage.isCovered { Cover() } }
      .sheet(item: $stage.shared) { ShareSheet(text: $0.text) }
      .photosPicker(isPresented: $stage.isChoosingPicture, selection: $picked, matching: .images)
      .onChange(of: picked) { item in
        guard let item else { return }
        picked = nil
        Task { stage.picture(try await item.loadTransferable(type: Data.self) ?? Data()) }
      }
  }

  private var camera: CameraSlot {
    let readFrame = ReadFrame { [phone = stage.phone] in try? await phone.read($0) }
    return CameraSlot { AnyView(CameraView(label: $0, readFrame: readFrame, found: $1)) }
  }
}

/// The system's way to hand a text to another app.
private struct ShareSheet: UIViewControllerRepresentable {
  let text: String

  func makeUIViewController(context: Context) -> UIActivityViewController {
    UIActivityViewController(activityItems: [text], applicationActivities: nil)
  }

  func updateUIViewController(_ controller: UIActivityViewController, context: Context) {}
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
