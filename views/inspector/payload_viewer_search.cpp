// Search in a payload: in the background when it is large, shown in the tab that is looked at.
#include "views/document/background.h"
#include "views/inspector/payload_viewer_private.h"
#include "views/inspector/plain_text.h"
#include "views/theme/plain_text.h"

#include <QFutureWatcher>
#include <QSignalBlocker>

#include <utility>

namespace rolloutscope::inspector {

BytesPtr PayloadViewer::Private::bytesToSearch() const
{
    if (!content)
        return nullptr;
    return value && viewer->tab() == Tab::Text ? value : content->bytes;
}

void PayloadViewer::Private::abandonSearch()
{
    if (searching)
        *searching = true;
    searching.reset();
    searchTimer.stop();
    matches.reset();
    addressError.clear();
    currentMatch = -1;
}

void PayloadViewer::Private::runSearch()
{
    if (content && state == State::Shown && isAddress(search->text().trimmed()))
        return goToAddress();
    abandonSearch();
    searchedBytes = bytesToSearch();
    const std::string needle = search->text().toStdString();
    if (!searchedBytes || needle.empty() || state != State::Shown) {
        takeMatches(nullptr);
        return;
    }
    if (searchedBytes->view().size() <= searchedAtOnce) {
        takeMatches(std::make_shared<SearchResult>(searchText(searchedBytes->view(), needle)));
        return;
    }
    searchBar->show();
    searchCount->setText(tr("searching…"));
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    searching = cancelled;
    auto* watcher = new QFutureWatcher<std::shared_ptr<const SearchResult>>(viewer);
    QObject::connect(watcher, &QFutureWatcherBase::finished, viewer, [this, watcher, cancelled] {
        watcher->deleteLater();
        if (*cancelled)
            return;
        searching.reset();
        takeMatches(watcher->result());
    });
    watcher->setFuture(
        runInBackground([bytes = searchedBytes, needle, cancelled]() -> std::shared_ptr<const SearchResult> {
            return std::make_shared<SearchResult>(searchText(bytes->view(), needle, cancelled.get()));
        }));
}

void PayloadViewer::Private::takeMatches(std::shared_ptr<const SearchResult> found)
{
    matches = std::move(found);
    currentMatch = matches && !matches->matches.empty() ? 0 : -1;
    searchBar->setVisible(state == State::Shown && matches != nullptr);
    showMatch();
    emit viewer->searchFinished();
}

void PayloadViewer::Private::showMatch()
{
    searchCount->setText(viewer->searchStatus());
    const bool inValue = value && searchedBytes == value;
    const auto forFile = inValue ? nullptr : matches;
    text->setMatches(value && !inValue ? nullptr : matches, currentMatch);
    hex->setMatches(forFile, currentMatch);
    if (viewer->tab() == Tab::Tree && forFile && currentMatch >= 0)
        tree->reveal(forFile->matches[static_cast<std::size_t>(currentMatch)].offset);
}

void PayloadViewer::Private::step(qsizetype by)
{
    if (!matches || matches->matches.empty())
        return;
    const auto count = static_cast<qsizetype>(matches->matches.size());
    currentMatch = (currentMatch + by + count) % count;
    showMatch();
}

/// As the one match of a search without words.
void PayloadViewer::Private::showWantedPlace()
{
    const SearchMatch place = *std::exchange(wantedPlace, std::nullopt);
    if (!content || place.offset + place.length > content->bytes->view().size())
        return;
    if (value)
        showFile();
    abandonSearch();
    {
        const QSignalBlocker quiet(search);
        search->clear();
    }
    auto found = std::make_shared<SearchResult>();
    found->matches.push_back(place);
    searchedBytes = content->bytes;
    matches = std::move(found);
    currentMatch = 0;
    searchBar->hide();
    if (viewer->tab() == Tab::Images)
        images->showAt(place.offset);
    showMatch();
}

/// A path in the search field is gone to.
void PayloadViewer::Private::goToAddress()
{
    if (value)
        showFile();
    abandonSearch();
    searchedBytes = content->bytes;
    QString error;
    const auto steps = parseAddress(search->text(), error);
    if (!steps)
        return takeAddress({.offset = {}, .length = 0, .error = error});
    if (searchedBytes->view().size() <= searchedAtOnce)
        return takeAddress(findAddress(searchedBytes->view(), *steps));
    searchBar->show();
    searchCount->setText(tr("searching…"));
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    searching = cancelled;
    runInBackground([bytes = searchedBytes, steps = *steps, cancelled] {
        return findAddress(bytes->view(), steps, cancelled.get());
    }).then(viewer, [this, cancelled](const Addressed& found) {
        if (*cancelled)
            return;
        searching.reset();
        takeAddress(found);
    });
}

void PayloadViewer::Private::takeAddress(const Addressed& found)
{
    auto result = std::make_shared<SearchResult>();
    if (found.offset)
        result->matches.push_back({.offset = *found.offset, .length = found.length});
    addressError = found.error;
    takeMatches(std::move(result));
    searchCount->setToolTip(plainToolTip(addressError));
}

void PayloadViewer::showAt(std::uint64_t offset, std::uint64_t length)
{
    d_->wantedPlace = SearchMatch{.offset = offset, .length = length};
    if (d_->state == State::Shown)
        d_->showWantedPlace();
}

void PayloadViewer::setSearchText(const QString& text)
{
    d_->search->setText(text);
}

void PayloadViewer::goToNextMatch()
{
    d_->step(1);
}

void PayloadViewer::goToPreviousMatch()
{
    d_->step(-1);
}

QString PayloadViewer::searchStatus() const
{
    if (!d_->matches)
        return {};
    const auto& found = *d_->matches;
    if (!d_->addressError.isEmpty())
        return d_->addressError;
    if (found.matches.empty())
        return tr("no match");
    return tr("%1 of %2")
               .arg(grouped(static_cast<std::uint64_t>(d_->currentMatch + 1)), grouped(found.matches.size())) +
           (found.more ? QStringLiteral("+") : QString());
}

} // namespace rolloutscope::inspector
