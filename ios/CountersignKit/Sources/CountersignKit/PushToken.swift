import Countersign
import Foundation

extension PushTarget {
  /// The address that APNs gave this app, in the hexadecimal digits that servers send to it.
  public static func apns(_ token: Data) -> PushTarget {
    PushTarget(provider: "apns", token: token.map { byte in hexadecimal(byte >> 4) + hexadecimal(byte & 0xF) }.joined())
  }

  private static func hexadecimal(_ digit: UInt8) -> String {
    String(digit, radix: 16)
  }
}
