import Foundation

/// Sends HTTP requests: `URLSessionTransport` is one.
///
/// Follow no redirects, send no cookies, send each request at most once (no silent retry), and read at most `responseLimit` bytes.
/// Throw a `TransportFailure` to say what happened; any other error counts as the most careful one, and nothing of its text goes on.
public protocol Transport: Sendable {
  /// Sends `request`; any status is a reply. The task may be canceled.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// A request to send, once and as it is. Printing it hides where it goes and what it carries.
public struct HTTPRequest: Sendable, Hashable, CustomReflectable {
  /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
  public let method: String
  /// Absolute URL.
  public let url: String
  /// Headers to set, and no others but those that HTTP itself needs.
  public let headers: [HTTPHeader]
  /// Empty for none.
  public let body: Data
  /// The most bytes of body to read in reply.
  public let responseLimit: Int

  public var customMirror: Mirror {
    Mirror(self, children: ["method": method, "responseLimit": responseLimit], displayStyle: .struct)
  }
}

/// A reply, whatever its status. Printing it hides what it carries.
public struct HTTPResponse: Sendable, Hashable, CustomReflectable {
  /// Status code.
  public let status: Int
  /// Names in any case.
  public let headers: [HTTPHeader]
  /// At most `responseLimit` bytes.
  public let body: Data

  public init(status: Int, headers: [HTTPHeader], body: Data) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public var customMirror: Mirror {
    Mirror(self, children: ["status": status], displayStyle: .struct)
  }
}

/// One header. Printing it hides the value.
public struct HTTPHeader: Sendable, Hashable, CustomReflectable {
  /// Its name.
  public let name: String
  /// Its value.
  public let value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  public var customMirror: Mirror {
    Mirror(self, children: ["name": name], displayStyle: .struct)
  }
}

/// Why there is no reply. What is not certainly before sending counts as perhaps received by the server.
public enum TransportFailure: Error, Sendable, Hashable {
  /// No network. Certainly not sent.
  case offline
  /// The host name could not be resolved. Certainly not sent.
  case dns
  /// No connection could be made. Certainly not sent.
  case connect
  /// The TLS handshake failed: certificate not trusted, or expired. Certainly not sent.
  case tls
  /// The certificate does not match the pins. Certainly not sent.
  case pinMismatch
  /// No reply in time.
  case timeout
  /// The connection ended before the reply was complete, or anything else went wrong.
  case interrupted
  /// The reply is larger than the limit of the request.
  case tooLarge
  /// The caller canceled.
  case canceled
  /// The request itself cannot be sent. Certainly not sent.
  case invalid
}
