@preconcurrency import AVFoundation
import CountersignScreens
import SwiftUI

/// The camera and the codes in what it sees. Frames that come while one is being read are skipped.
final class CodeScanner: NSObject, ObservableObject, AVCaptureVideoDataOutputSampleBufferDelegate, @unchecked Sendable {
  let session = AVCaptureSession()

  private let queue = DispatchQueue(label: "dev.countersign.app.camera")
  // Only touched on the queue.
  private var number = 0
  private var isReading = false
  private var readFrame: ReadFrame?
  private var continuation: AsyncStream<String>.Continuation?

  /// Codes as they are seen. Runs the camera until its task is canceled.
  func codes(_ readFrame: ReadFrame) -> AsyncStream<String> {
    let (codes, continuation) = AsyncStream.makeStream(of: String.self)
    queue.async { [self] in
      self.readFrame = readFrame
      self.continuation = continuation
      if session.inputs.isEmpty { connect() }
      session.startRunning()
    }
    continuation.onTermination = { [self] _ in queue.async { self.session.stopRunning() } }
    return codes
  }

  func captureOutput(
    _ output: AVCaptureOutput, didOutput sample: CMSampleBuffer, from connection: AVCaptureConnection
  ) {
    number += 1
    guard !isReading, let readFrame, let buffer = CMSampleBufferGetImageBuffer(sample),
      let frame = Frame(buffer, number: number)
    else { return }
    isReading = true
    Task {
      let code = await readFrame.read(frame)
      queue.async { [self] in
        isReading = false
        if let code { continuation?.yield(code) }
      }
    }
  }

  private func connect() {
    guard let camera = AVCaptureDevice.default(for: .video), let input = try? AVCaptureDeviceInput(device: camera)
    else { return }
    let output = AVCaptureVideoDataOutput()
    output.videoSettings = [
      kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_420YpCbCr8BiPlanarFullRange
    ]
    output.alwaysDiscardsLateVideoFrames = true
    output.setSampleBufferDelegate(self, queue: queue)
    session.beginConfiguration()
    session.sessionPreset = .hd1280x720
    if session.canAddInput(input) { session.addInput(input) }
    if session.canAddOutput(output) { session.addOutput(output) }
    session.commitConfiguration()
  }
}
