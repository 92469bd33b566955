import CoreGraphics
import CoreVideo
import CountersignScreens
import Foundation
import ImageIO

extension Frame {
  /// The brightness of a picture in any format that the system reads, at most 2,048 pixels wide or high, on white where it is transparent.
  init?(image data: Data) {
    // Made small while it is decoded: an extension has no memory for a large picture.
    let uncached: [CFString: Any] = [kCGImageSourceShouldCache: false]
    let small: [CFString: Any] = [
      kCGImageSourceCreateThumbnailFromImageAlways: true, kCGImageSourceThumbnailMaxPixelSize: 2_048,
    ]
    guard let source = CGImageSourceCreateWithData(data as CFData, uncached as CFDictionary),
      let image = CGImageSourceCreateThumbnailAtIndex(source, 0, small as CFDictionary)
    else { return nil }
    let (width, height) = (image.width, image.height)
    var luma = Data(repeating: 0xFF, count: width * height)
    let isDrawn = luma.withUnsafeMutableBytes { bytes in
      let context = CGContext(
        data: bytes.baseAddress, width: width, height: height, bitsPerComponent: 8, bytesPerRow: width,
        space: CGColorSpaceCreateDeviceGray(), bitmapInfo: CGImageAlphaInfo.none.rawValue)
      context?.draw(image, in: CGRect(x: 0, y: 0, width: width, height: height))
      return context != nil
    }
    guard isDrawn else { return nil }
    self.init(width: width, height: height, rowStride: width, luma: luma)
  }

  /// The brightness of what a camera sees: the first plane of a YUV image.
  init?(_ buffer: CVPixelBuffer, number: Int) {
    CVPixelBufferLockBaseAddress(buffer, .readOnly)
    defer { CVPixelBufferUnlockBaseAddress(buffer, .readOnly) }
    guard let luma = CVPixelBufferGetBaseAddressOfPlane(buffer, 0) else { return nil }
    let height = CVPixelBufferGetHeightOfPlane(buffer, 0)
    let rowStride = CVPixelBufferGetBytesPerRowOfPlane(buffer, 0)
    self.init(
      width: CVPixelBufferGetWidthOfPlane(buffer, 0), height: height, rowStride: rowStride,
      luma: Data(bytes: luma, count: rowStride * height), number: number)
  }
}
