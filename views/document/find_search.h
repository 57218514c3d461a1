// What is looked for in a document: runs the query in the background over the trace that is shown, and knows which hit
// one is at. The document owns it; views show its hits and call goToNext(). Lives on the GUI thread.
#pragma once

#include "views/document/find_hits.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <atomic>
#include <memory>
#include <optional>

class QTimer;

namespace rolloutscope {

class FindSearch : public QObject {
    Q_OBJECT
public:
    explicit FindSearch(QObject* parent = nullptr);
    ~FindSearch() override;

    /// What is looked for (see ObjectQuery); empty text ends the search. The search starts a moment later, so that it
    /// can be called with every key.
    void setText(const QString& text);
    [[nodiscard]] QString text() const { return text_; }
    /// What is wrong with the text, for a person; empty if nothing is.
    [[nodiscard]] QString error() const { return error_; }

    /// Never null. Those of an earlier text or of a smaller trace until new ones are there.
    [[nodiscard]] FindHitsPtr hits() const { return hits_; }
    /// Shows what another search found, until something is looked for here; null: no longer. What is looked for here is
    /// given up.
    void showOther(FindHitsPtr hits);
    /// Whether hits() are there to be shown: those of a query, or of another search.
    [[nodiscard]] bool hasSomethingToShow() const { return asksForSomething() || showsOther_; }
    /// Whether hits() are those of text(): all of them, or the first of them while the search runs.
    [[nodiscard]] bool areHitsOfText() const;
    /// hits() will change without anybody's doing.
    [[nodiscard]] bool isSearching() const;

    /// Place in hits() of the hit that one is at; or, before one went to any, of the first from where one is.
    [[nodiscard]] std::optional<std::size_t> currentIndex() const;
    [[nodiscard]] std::optional<FindHit> currentHit() const;
    /// Whether the last step went on from the other end.
    [[nodiscard]] bool wrapped() const { return wrapped_; }

    /// Goes to the hit after (before) where one is, from the last to the first (and back): hitChosen() tells of it.
    /// While the text is still searched for, it goes there as soon as that is done.
    void goToNext() { step(1); }
    void goToPrevious() { step(-1); }
    /// Where the next step begins: at a moment (Unix ms), or at an object that began then.
    void startFrom(UnixMs moment, ObjectRef object = {});

    /// The trace to search in. `grown`: the rollout is the same, of which more is known; the hits stay until there are
    /// new ones, at most once a second.
    void setTrace(LoadedTracePtr loaded, bool grown);

signals:
    void textChanged(const QString& text);
    /// hits() are others, or isSearching() or error() changed.
    void hitsChanged();
    void currentHitChanged();
    /// Somebody went to a hit; the object is one of the trace that is shown.
    void hitChosen(rolloutscope::ObjectRef object);

private:
    [[nodiscard]] bool asksForSomething() const { return asks_ && error_.isEmpty() && loaded_ != nullptr; }
    void start();
    void abandon();
    void clearHits();
    void take(FindHitsPtr hits);
    void finishRun();
    void placeCurrent();
    void step(int by);

    QString text_;
    QString error_;
    bool asks_ = false; // text_ holds a term
    bool showsOther_ = false;
    LoadedTracePtr loaded_;
    FindHitsPtr hits_;

    // Where one is: `at_` is the place of the first hit from there on, which may be behind the last one.
    UnixMs moment_ = 0;
    ObjectRef object_;
    std::size_t at_ = 0;
    bool isAtHit_ = false;
    bool wrapped_ = false;
    int wantedStep_ = 0; // that waits for the search

    QTimer* delay_ = nullptr; // while keys are typed
    QTimer* rest_ = nullptr;  // between two searches of a growing trace
    QElapsedTimer sinceStart_;
    std::shared_ptr<std::atomic<bool>> cancelled_; // of the search that runs, if any
};

} // namespace rolloutscope
