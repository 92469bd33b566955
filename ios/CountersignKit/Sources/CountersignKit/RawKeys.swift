import Countersign
import Foundation

extension PublicKey {
  /// A P-256 key as CryptoKit gives it: 32 bytes of x, then 32 of y.
  static func p256(_ raw: Data) -> PublicKey? {
    guard raw.count == 64 else { return nil }
    return .es256(x: Data(raw.prefix(32)), y: Data(raw.suffix(32)))
  }

  /// An RSA key as the Security framework gives it: the `RSAPublicKey` of PKCS #1 in DER.
  static func rsa(_ der: Data) -> PublicKey? {
    var outer = DER(der)
    guard let content = outer.take(.sequence), outer.isEmpty else { return nil }
    var inner = DER(content)
    guard let modulus = inner.take(.integer), let exponent = inner.take(.integer), inner.isEmpty else { return nil }
    return .rs256(n: Data(modulus.drop { $0 == 0 }), e: Data(exponent.drop { $0 == 0 }))
  }
}

/// As much DER as a public key needs. Anything unexpected is no key.
private struct DER {
  enum Tag: UInt8 {
    case integer = 0x02
    case sequence = 0x30
  }

  private var rest: Data.SubSequence

  init(_ data: Data) {
    rest = data[...]
  }

  var isEmpty: Bool { rest.isEmpty }

  /// The content of the element that comes next, if it has this tag.
  mutating func take(_ tag: Tag) -> Data? {
    guard rest.popFirst() == tag.rawValue, let length = length(), length <= rest.count else { return nil }
    let content = rest.prefix(length)
    rest = rest.dropFirst(length)
    return Data(content)
  }

  private mutating func length() -> Int? {
    guard let first = rest.popFirst() else { return nil }
    if first < 0x80 { return Int(first) }
    let count = Int(first & 0x7F)
    guard (1...2).contains(count), count <= rest.count else { return nil }
    let bytes = rest.prefix(count)
    rest = rest.dropFirst(count)
    return bytes.reduce(0) { $0 << 8 | Int($1) }
  }
}
