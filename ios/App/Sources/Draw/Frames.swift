import CoreVideo
import CountersignScreens
import UIKit

extension Frame {
  /// The brightness of a picture in any format that the system reads, at most 2,048 pixels wide or high.
  init?(image data: Data) {
    guard let image = UIImage(data: data)?.cgImage else { return nil }
    let scale = min(1, 2_048 / CGFloat(max(image.width, image.height)))
    let (width, height) = (Int(CGFloat(image.width) * scale), Int(CGFloat(image.height) * scale))
    var luma = Data(count: width * height)
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
