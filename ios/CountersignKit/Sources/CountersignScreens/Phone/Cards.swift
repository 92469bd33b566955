import Foundation

/// An account as the screens show it.
public struct AccountCard: Sendable, Hashable, Identifiable {
  /// Its id on this phone.
  public var id: String
  /// What it is called: the person's own name for it, or the issuer's.
  public var name: String
  /// Account name at the issuer.
  public var account: String
  /// Host name of the issuer, in full; empty when no server is ever asked.
  public var host: String
  /// The person's own name for it; empty without one.
  public var ownName = ""
  /// Why it cannot be used, if so.
  public var problem: Phrase?
  /// Its one-time codes.
  public var codes = Codes.none
  /// Whether logins can be answered with it.
  public var hasKey = true
  /// Whether every approval needs the person: the key that signs it is given to nobody else.
  public var hasApprovalKey = false
  /// What its server can do.
  public var abilities: Abilities = []
  /// When it was added.
  public var enrolledAt = Date(timeIntervalSince1970: 0)

  /// Whether an account has one-time codes, and what makes them change.
  public enum Codes: Sendable, Hashable {
    /// It has none.
    case none
    /// Each ends by itself.
    case timed
    /// Each stays until the person asks for the next.
    case counted
  }
}

/// What an account's server can do, as far as a screen offers it.
public struct Abilities: OptionSet, Sendable, Hashable {
  /// One bit for each.
  public let rawValue: Int

  /// What these bits say.
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// The account can be locked from the phone.
  public static let lockOut = Abilities(rawValue: 1)
  /// A deny can say why.
  public static let denyReasons = Abilities(rawValue: 2)
  /// This phone's name in the list of devices can be changed.
  public static let deviceName = Abilities(rawValue: 4)
  /// The key of this phone can be replaced.
  public static let keyRotation = Abilities(rawValue: 8)
  /// Waiting logins can be fetched without a push.
  public static let polling = Abilities(rawValue: 16)
}

/// All accounts.
public struct AccountList: Sendable, Hashable {
  /// Those that can be shown.
  public var cards: [AccountCard]
  /// How many cannot be read.
  public var lost = 0
}

/// A one-time code. Printing it hides the digits.
public struct CodeCard: Sendable, Hashable, CustomReflectable {
  /// The digits.
  public var digits: String
  /// Seconds until the next; `nil` for a code that stays.
  public var secondsLeft: Int?
  /// Seconds from one to the next, likewise.
  public var period: Int?

  /// All but the digits.
  public var customMirror: Mirror {
    Mirror(self, children: ["secondsLeft": secondsLeft as Any], displayStyle: .struct)
  }
}

/// A picture, or what a camera sees: one byte of brightness per pixel.
public struct Frame: Sendable {
  /// Pixels per row.
  public var width: Int
  /// Rows.
  public var height: Int
  /// From the start of one row to the start of the next, in bytes.
  public var rowStride: Int
  /// Brightness, row by row; 0 is black.
  public var luma: Data
  /// The running number of a camera's frame.
  public var number = 0

  /// A picture of these bytes.
  public init(width: Int, height: Int, rowStride: Int, luma: Data, number: Int = 0) {
    self.width = width
    self.height = height
    self.rowStride = rowStride
    self.luma = luma
    self.number = number
  }
}

/// Who asks to be added.
public struct PreviewCard: Sendable {
  /// Host name of the issuer, in full; empty when no server is ever asked.
  public var host: String
  /// Issuer name.
  public var issuer: String
  /// Account name.
  public var account: String
  /// What approving will ask for.
  public var asksFor: Phrase
  /// Whether the account is on this phone already.
  public var exists: Bool
  /// Whether its server takes a key for approvals that is given only to the person.
  public var takesApprovalKey = false
  /// Which of several codes it came from, and how many there are.
  public var part: (Int, Int)?
  /// What `Phone.enroll` needs to know it again.
  public var handle: any Sendable
}

/// A login request.
public struct RequestCard: Sendable, Hashable, Identifiable {
  /// Which one.
  public var id: String
  /// The account it is for, as far as it is known.
  public var account: AccountCard.ID?
  /// What the account's server can do.
  public var abilities: Abilities = []
  /// Who asks.
  public var app: String
  /// Where it comes from: account, app, site, place, address, browser, system.
  public var facts: [Item.Fact]
  /// Free text of the server.
  public var message: String?
  /// Labeled facts to agree to.
  public var details: [Item.Fact]
  /// What approving asks for.
  public var entry: Entry
  /// Whether the person has to be verified.
  public var needsVerification: Bool
  /// Why it can only be denied, if so.
  public var restriction: Phrase?
  /// Time left; `nil` when the server does not say.
  public var left: Duration?
  /// How long ago it was made.
  public var age: Duration
  /// How many requests came lately, when that is unusual.
  public var burst: Int?
  /// What became of it; `nil` while it waits.
  public var ending: Ending?

  /// What approving asks for.
  public enum Entry: Sendable, Hashable {
    /// Nothing.
    case none
    /// To type the number of the login page, with this many digits.
    case typed(Int)
    /// To pick it from these, in this order.
    case picked([String])
  }
}

/// What became of a request.
public enum Ending: Sendable, Hashable {
  /// The login went through by this phone.
  case approved
  /// The login was refused by this phone.
  case denied
  /// Denied here for good; the server will be told.
  case deniedHere
  /// The number was wrong, and the login refused.
  case wrongNumber
  /// Another device approved it.
  case approvedElsewhere
  /// Another device denied it.
  case deniedElsewhere
  /// Nobody answered in time.
  case expired
  /// The login page withdrew it.
  case withdrawn
  /// Over, and the server does not say how.
  case over
  /// Sent, without a reply that can be trusted.
  case unknown
  /// Nothing was sent, and why.
  case notSent(Trouble)
}

/// A line of history.
public struct HistoryCard: Sendable, Hashable {
  /// What it was about.
  public var title: Phrase
  /// Which account, or from where.
  public var subtitle: Phrase?
  /// What became of it.
  public var result: Phrase
  /// When.
  public var at: Date
}

/// A part of history.
public struct HistoryPage: Sendable, Hashable {
  /// Newest first.
  public var cards: [HistoryCard]
  /// Before which moment the next part begins; `nil` when this is the last one.
  public var earlier: Date?
}

/// What a check of everything found.
public struct Checkup: Sendable, Hashable {
  /// Whether nothing needs attention.
  public var isGood: Bool
  /// Account by account.
  public var accounts: [AccountCheckup]
  /// How many records cannot be read.
  public var lost = 0
  /// How many enrollments were interrupted.
  public var unfinished = 0
  /// How many answers no server has confirmed.
  public var unconfirmed = 0
}

/// What a check of one account found.
public struct AccountCheckup: Sendable, Hashable {
  /// The account.
  public var id: AccountCard.ID
  /// What is wrong, if anything.
  public var problem: Phrase?
  /// How far this phone's clock is off, when that is worth telling.
  public var clock: Phrase?
  /// Whether the server knows where pushes go; `nil` when it is asked instead.
  public var push: Bool?
}
