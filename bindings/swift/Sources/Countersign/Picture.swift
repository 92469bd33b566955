internal import CountersignGenerated
import Dispatch
import Foundation

/// QR codes in pictures and camera frames. Reading computes on a queue of this package.
public enum Picture {
  /// Reads the QR code in a PNG file of at most 8 MiB and 16 million pixels, which takes up to a second.
  ///
  /// The text goes to `preview`: it may hold a secret. Throws an error of kind `code` when there is none.
  public static func readCode(png: Data) async throws -> String {
    try await computed { try CountersignGenerated.readCode(png: png) }
  }

  /// Reads the QR code that a camera sees; `nil` when there is none in this frame. Takes some milliseconds per million pixels: skip frames that come
  /// meanwhile.
  public static func findCode(in frame: CameraFrame) async throws -> String? {
    try await computed { try CountersignGenerated.findCode(frame: frame.generated) }
  }

  private static func computed<T: Sendable>(_ call: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .userInitiated).async {
        continuation.resume(with: Result { try Authenticator.told(call) })
      }
    }
  }
}

/// A frame of a camera: one byte of brightness per pixel, as the Y plane of a YUV image has it. Printing it hides the picture.
public struct CameraFrame: Sendable, Hashable, CustomReflectable {
  /// Pixels per row, at least 40.
  public let width: Int
  /// Rows, at least 40; at most 16 million pixels together.
  public let height: Int
  /// From the start of one row to the start of the next, in bytes.
  public let rowStride: Int
  /// Brightness, row by row; 0 is black. The padding of the last row may be missing.
  public let luma: Data
  /// Running number: each frame is looked at in another way, so that a code missed in one is found in one of the next.
  public let number: Int

  /// Without `rowStride` there is no padding.
  public init(width: Int, height: Int, luma: Data, rowStride: Int? = nil, number: Int = 0) {
    self.width = width
    self.height = height
    self.luma = luma
    self.rowStride = rowStride ?? width
    self.number = number
  }

  public var customMirror: Mirror {
    Mirror(self, children: ["width": width, "height": height, "number": number], displayStyle: .struct)
  }

  fileprivate var generated: CountersignGenerated.CameraFrame {
    CountersignGenerated.CameraFrame(
      width: UInt32(clamping: width), height: UInt32(clamping: height), rowStride: UInt32(clamping: rowStride), luma: luma,
      number: UInt32(truncatingIfNeeded: number))
  }
}
