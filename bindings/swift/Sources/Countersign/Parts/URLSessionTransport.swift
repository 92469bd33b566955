import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// HTTP by `URLSession`, with the system's proxies, trust store and App Transport Security.
///
/// Follows no redirects, keeps no cookies, no credentials and no cache, and stops reading at a request's limit.
///
/// For apps on Apple's systems. On Linux it serves tests: Foundation there ends the process over replies of status 401 whose `WWW-Authenticate` names a
/// scheme without a parameter.
public final class URLSessionTransport: Transport {
  let session: URLSession
  private let exchanges = Exchanges()
  private let timeout: Duration

  /// Gives up after `timeout`, from the first byte sent to the last one received.
  public init(timeout: Duration = .seconds(30)) {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.httpCookieAcceptPolicy = .never
    configuration.httpShouldSetCookies = false
    configuration.urlCredentialStorage = nil
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    // Otherwise a reply that lets wait for a minute ends the request, however long it may take.
    configuration.timeoutIntervalForRequest = TimeInterval(timeout.components.seconds) + 1
    session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
    self.timeout = timeout
  }

  deinit {
    session.finishTasksAndInvalidate()
  }

  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard let outgoing = URLRequest(request) else { throw TransportFailure.invalid }
    let (exchanges, timeout) = (exchanges, timeout)
    let task = session.dataTask(with: outgoing)
    let deadline = Task {
      try await Task.sleep(for: timeout)
      exchanges.end(task, .failure(.timeout))
    }
    defer { deadline.cancel() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        exchanges.begin(task, limit: request.responseLimit, continuation)
        // A cancellation before the line above found nothing to end.
        if Task.isCancelled { exchanges.end(task, .failure(.canceled)) } else { task.resume() }
      }
    } onCancel: {
      exchanges.end(task, .failure(.canceled))
    }
  }
}

extension URLRequest {
  fileprivate init?(_ request: HTTPRequest) {
    guard let url = URL(string: request.url) else { return nil }
    self.init(url: url)
    httpMethod = request.method
    httpBody = request.body.isEmpty ? nil : request.body
    httpShouldHandleCookies = false
    for header in request.headers { setValue(header.value, forHTTPHeaderField: header.name) }
    #if canImport(FoundationNetworking)
      // On a connection that is used again, a request whose reply is lost would silently be sent again.
      setValue("close", forHTTPHeaderField: "Connection")
    #endif
  }
}

/// The requests under way.
private final class Exchanges: NSObject, URLSessionDataDelegate {
  typealias Continuation = CheckedContinuation<HTTPResponse, any Error>

  private struct Exchange {
    let limit: Int
    let continuation: Continuation
    var response: HTTPURLResponse?
    var body = Data()
  }

  private let running = Locked<[Int: Exchange]>([:])

  func begin(_ task: URLSessionTask, limit: Int, _ continuation: Continuation) {
    running.change { $0[task.taskIdentifier] = Exchange(limit: limit, continuation: continuation) }
  }

  /// Answers whoever waits for the task, once, and ends it.
  func end(_ task: URLSessionTask, _ result: Result<HTTPResponse, TransportFailure>) {
    let exchange = running.change { $0.removeValue(forKey: task.taskIdentifier) }
    task.cancel()
    exchange?.continuation.resume(with: result.mapError { $0 })
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    running.change { $0[dataTask.taskIdentifier]?.response = response as? HTTPURLResponse }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isTooLarge = running.change { running in
      guard let exchange = running[dataTask.taskIdentifier] else { return false }
      guard data.count <= exchange.limit - exchange.body.count else { return true }
      running[dataTask.taskIdentifier]?.body.append(data)
      return false
    }
    if isTooLarge { end(dataTask, .failure(.tooLarge)) }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    if let error { end(task, .failure(TransportFailure(error))) } else { finish(task) }
  }

  #if canImport(FoundationNetworking)
    /// A reply of status 401 is a reply. Without an answer to the challenge, this implementation would never say so.
    func urlSession(
      _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
      completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
      finish(task)
    }
  #endif

  private func finish(_ task: URLSessionTask) {
    if let exchange = running.value[task.taskIdentifier], let response = exchange.response {
      end(task, .success(HTTPResponse(response, body: exchange.body)))
    } else {
      end(task, .failure(.interrupted))
    }
  }
}

extension HTTPResponse {
  fileprivate init(_ response: HTTPURLResponse, body: Data) {
    let headers = response.allHeaderFields.compactMap { name, value in
      (name as? String).map { HTTPHeader(name: $0, value: "\(value)") }
    }
    self.init(status: response.statusCode, headers: headers, body: body)
  }
}

extension TransportFailure {
  /// What is not known to come before sending counts as `interrupted`.
  fileprivate init(_ error: any Error) {
    switch (error as? URLError)?.code {
    case .notConnectedToInternet, .dataNotAllowed, .internationalRoamingOff, .callIsActive: self = .offline
    case .cannotFindHost, .dnsLookupFailed: self = .dns
    case .cannotConnectToHost: self = .connect
    case .secureConnectionFailed, .serverCertificateHasBadDate, .serverCertificateUntrusted,
      .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected,
      .clientCertificateRequired:
      self = .tls
    case .timedOut: self = .timeout
    case .cancelled: self = .canceled
    case .badURL, .unsupportedURL, .appTransportSecurityRequiresSecureConnection: self = .invalid
    default: self = .interrupted
    }
  }
}
