@preconcurrency import AVFoundation
import CountersignScreens
import SwiftUI

/// Reads the code in a frame: by the library, not by the system.
struct ReadFrame: Sendable {
  let read: @Sendable (Frame) async -> String?

  init(_ read: @escaping @Sendable (Frame) async -> String?) {
    self.read = read
  }
}

/// What the camera sees, until a code is found in it.
struct CameraView: View {
  let label: Phrase
  let readFrame: ReadFrame
  let found: (String) -> Void
  @StateObject private var scanner = CodeScanner()

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      Text(label).accessibilityHidden(true)
      Viewfinder(session: scanner.session)
        .aspectRatio(1, contentMode: .fit)
        .clipShape(RoundedRectangle(cornerRadius: 12))
        .accessibilityElement()
        .accessibilityLabel(Text(label))
    }
    .task {
      for await code in scanner.codes(readFrame) { found(code) }
    }
  }
}

private struct Viewfinder: UIViewRepresentable {
  let session: AVCaptureSession

  func makeUIView(context: Context) -> ViewfinderView {
    let view = ViewfinderView()
    view.preview?.session = session
    view.preview?.videoGravity = .resizeAspectFill
    return view
  }

  func updateUIView(_ view: ViewfinderView, context: Context) {}
}

private final class ViewfinderView: UIView {
  override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

  var preview: AVCaptureVideoPreviewLayer? { layer as? AVCaptureVideoPreviewLayer }
}
