package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

@DisplayName("the handbook, in a browser")
@Execution(ExecutionMode.CONCURRENT)
@Tag("fetch")
class HandbookIT {

    private static final Path PAGE = PagesTest.ROOT.resolve("docs/target/handbook/index.html");

    /** The contrast of each text with what is behind it, where it is under 4.5 (WCAG 2, AA). */
    private static final String FAINT_TEXTS =
            """
            const rgb = c => c.match(/[\\d.]+/g).map(Number);
            const light = c => {
              const [r, g, b] = rgb(c).slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const paper = e => {
              for (; e; e = e.parentElement) {
                const c = getComputedStyle(e).backgroundColor;
                if (rgb(c)[3] !== 0) return c;
              }
              return 'rgb(255, 255, 255)';
            };
            const faint = [];
            for (const e of document.querySelectorAll('main *, nav *')) {
              const says = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
              if (!says || e.closest('style, script, desc, title')) continue;
              const svg = e.closest('svg');
              const style = getComputedStyle(e);
              const ink = light(svg ? style.fill : style.color);
              let back = light(svg ? getComputedStyle(svg.querySelector('.paper')).fill : paper(e));
              if (e.matches('.inverse')) back = light(getComputedStyle(svg.querySelector('.running')).fill);
              const contrast = (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05);
              if (contrast < 4.5) faint.push(contrast.toFixed(2) + ' ' + e.outerHTML.slice(0, 90));
            }
            return faint;
            """;

    @TempDir Path profile;
    private ChromeDriver browser;

    private void open() {
        Needs.all(Needs.program("chromium"), Needs.program("chromedriver"));
        ChromeOptions options = new ChromeOptions();
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run");
        options.addArguments("--disable-background-networking", "--disable-component-update");
        options.addArguments("--disable-sync", "--disable-quic", "--disable-dev-shm-usage");
        options.addArguments("--user-data-dir=" + profile, "--window-size=1280,900");
        LoggingPreferences all = new LoggingPreferences();
        all.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", all);
        ChromeDriverService service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(
                                PathSearch.find("chromedriver").orElseThrow().toFile())
                        .build();
        browser =
                new ChromeDriver(
                        service,
                        options.setBinary(PathSearch.find("chromium").orElseThrow().toFile()));
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    @Test
    @DisplayName(
            "on a desk: no error, links and contents lead somewhere, pictures are there, every text"
                    + " stands out in light and in the dark, and it prints")
    void desk() {
        open();
        load();
        assertThat(script("return location.protocol")).isEqualTo("file:");
        assertThat(
                        script(
                                "return [...document.querySelectorAll('[src], link[href]')]"
                                        + ".map(e => e.src || e.href).filter(a => !a.startsWith('data:'))"))
                .as("what it loads from elsewhere")
                .isEqualTo(List.of());
        assertThat(
                        script(
                                "return [...document.querySelectorAll('a[href]')]"
                                        + ".map(a => a.getAttribute('href'))"
                                        + ".filter(a => a.startsWith('#')"
                                        + "  ? !document.getElementById(a.slice(1))"
                                        + "  : !a.startsWith('https://'))"))
                .as("broken links")
                .isEqualTo(List.of());
        assertThat(
                        script(
                                "const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
                                        + "return ids.filter((id, i) => ids.indexOf(id) !== i)"))
                .as("ids that are there twice")
                .isEqualTo(List.of());
        assertThat(browser.findElements(By.cssSelector("code.language-java .hljs-keyword")))
                .as("highlighted code")
                .isNotEmpty();
        pictures(7); // six timelines, and the life of a process
        contents();
        contrast("light");
        contrast("dark");
        paper();
        assertNoComplaints();
    }

    /** Each chapter of the contents, clicked, comes to the top of the window. */
    private void contents() {
        List<WebElement> links =
                browser.findElements(
                        By.cssSelector("nav > details > ol > li > a, nav summary > a"));
        assertThat(links).hasSize(Handbook.pages(PagesTest.ROOT).size() + 1); // and the sources
        for (WebElement link : links) {
            link.click();
            String id = link.getDomAttribute("href").substring(1);
            await("the chapter " + id)
                    .until(
                            () ->
                                    (Boolean)
                                            script(
                                                    "const r = document.getElementById('"
                                                            + id
                                                            + "').getBoundingClientRect();"
                                                            + "return r.top >= 0 && r.top < innerHeight"));
        }
        script("document.querySelector('article a[href^=\"#process-lab\"]').click()");
        await("a listing that a link leads to, open")
                .until(() -> (Boolean) script("return document.querySelector(location.hash).open"));
    }

    @Test
    @DisplayName("each claim, A1 to E4, has its verdict and the tests of this build that prove it")
    void claims() throws IOException {
        Document page = Jsoup.parse(PAGE.toFile());
        assertThat(page.select("h3[id^=docs-errata--]").eachText())
                .extracting(heading -> heading.substring(0, 2))
                .isEqualTo(VerdictsTest.CLAIMS);
        assertThat(page.select(".result").eachText())
                .hasSizeGreaterThanOrEqualTo(VerdictsTest.CLAIMS.size())
                .allMatch(
                        result ->
                                result.matches("(passed|skipped), (\\d+ times, )?\\d+\\.\\d\\d s"));
        assertThat(page.select(".build").text()).containsPattern(", 0 failed, \\d+ skipped\\.$");
    }

    @Test
    @DisplayName("on a phone, 375 pixels wide: nothing makes it scroll sideways")
    void phone() {
        open();
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 375, "height", 700, "deviceScaleFactor", 2, "mobile", true));
        load();
        assertThat(script("return innerWidth")).isEqualTo(375L);
        assertThat(script("return document.documentElement.scrollWidth")).isEqualTo(375L);
        assertThat(script("return document.querySelector('nav > details').open")).isEqualTo(false);
        pictures(7);
        assertNoComplaints();
    }

    private void contrast(String scheme) {
        Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
        assertThat(script("return matchMedia('(prefers-color-scheme: " + scheme + ")').matches"))
                .isEqualTo(true);
        assertThat((List<?>) script(FAINT_TEXTS)).as("faint in " + scheme).isEmpty();
    }

    private void paper() {
        Map<String, Object> pdf = browser.executeCdpCommand("Page.printToPDF", Map.of());
        byte[] bytes = Base64.getDecoder().decode((String) pdf.get("data"));
        assertThat(new String(bytes, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        assertThat(browser.findElement(By.tagName("nav")).isDisplayed()).isFalse();
        assertThat(browser.findElement(By.tagName("h1")).isDisplayed()).isTrue();
    }

    private void load() {
        assertThat(Files.exists(PAGE)).as("made by mvn verify").isTrue();
        browser.get(PAGE.toUri().toString());
    }

    private void pictures(int count) {
        List<WebElement> pictures = browser.findElements(By.cssSelector("figure svg"));
        assertThat(pictures).hasSize(count);
        for (WebElement picture : pictures) {
            assertThat(picture.isDisplayed()).isTrue();
            assertThat(picture.getSize().getHeight()).isGreaterThan(100);
            assertThat(picture.findElements(By.cssSelector("title, desc"))).hasSize(2);
        }
    }

    private void assertNoComplaints() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    private Object script(String script) {
        return browser.executeScript(script);
    }
}
