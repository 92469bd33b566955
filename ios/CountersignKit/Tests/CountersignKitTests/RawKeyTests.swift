import Countersign
import Foundation
import Testing

@testable import CountersignKit

struct RawKeyTests {
  /// `RSAPublicKey` of the modulus 0xC5 00 ... 01 (256 bytes) and 65537, written by hand after RFC 8017, appendix A.1.1.
  private let modulus = Data([0xC5] + [UInt8](repeating: 0, count: 254) + [0x01])
  private var der: Data {
    Data([0x30, 0x82, 0x01, 0x0A, 0x02, 0x82, 0x01, 0x01, 0x00]) + modulus + Data([0x02, 0x03, 0x01, 0x00, 0x01])
  }

  @Test func anRSAKeyHasModulusAndExponentWithoutLeadingZeros() {
    #expect(PublicKey.rsa(der) == .rs256(n: modulus, e: Data([0x01, 0x00, 0x01])))
  }

  @Test func whatIsCutOffOrHasMoreIsNoKey() {
    for length in 0..<der.count { #expect(PublicKey.rsa(der.prefix(length)) == nil, "\(length)") }
    #expect(PublicKey.rsa(der + Data([0])) == nil)
  }

  @Test func otherDERIsNoKey() {
    #expect(PublicKey.rsa(Data([0x31, 0x00])) == nil)
    #expect(PublicKey.rsa(Data([0x30, 0x80, 0x00, 0x00])) == nil)
    #expect(PublicKey.rsa(Data([0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF])) == nil)
  }

  @Test func aP256KeyIsTwoCoordinates() {
    let raw = Data(0..<64)

    #expect(PublicKey.p256(raw) == .es256(x: Data(0..<32), y: Data(32..<64)))
    #expect(PublicKey.p256(raw.dropLast()) == nil)
  }

  @Test func anAPNsTokenIsHexadecimal() {
    #expect(PushTarget.apns(Data([0x00, 0x0F, 0xA9])) == PushTarget(provider: "apns", token: "000fa9"))
  }
}
