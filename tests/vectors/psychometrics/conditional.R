# Conditional maximum likelihood by psychotools and eRm; run from the repository's root.
suppressMessages({library(psychotools); library(eRm)})
v <- "tests/vectors/psychometrics/"
num <- function(x) paste0("[", paste(sprintf("%.7f", x), collapse=", "), "]")
rasch <- function(y, name) {
  m <- raschmodel(y, reltol=1e-16, gradtol=1e-10); ip <- itempar(m, vcov=TRUE)
  sprintf('"%s": {"loglik": %.6f, "d": %s, "se_d": %s}', name, m$loglik, num(-unlist(coef(ip))), num(sqrt(diag(vcov(ip)))))
}
credit <- function(y, name) {
  m <- pcmodel(y, reltol=1e-16); tp <- threshpar(m, type="mode", vcov=TRUE, ref=NULL)
  th <- unlist(coef(tp)); k <- apply(y, 2, max); L <- matrix(0, length(th), length(th)); at <- 0
  for (one in k) { L[at+1:one, at+1:one] <- -lower.tri(diag(one), diag=TRUE); at <- at+one }
  sprintf('"%s": {"loglik": %.6f, "d": %s, "se_d": %s}', name, m$loglik, num(L %*% th), num(sqrt(diag(L %*% vcov(tp) %*% t(L)))))
}
lr <- function(fit, split, name) {
  t <- LRtest(fit, splitcr=split)
  sprintf('"%s": {"LR": %.5f, "df": %d, "p": %.7f}', name, t$LR, as.integer(t$df), t$pvalue)
}
ml <- function(fit, split, name) {
  t <- MLoef(fit, splitcr=split)
  sprintf('"%s": {"LR": %.5f, "df": %d, "p": %.7f}', name, t$LR, as.integer(t$df), t$p.value)
}
l <- read.csv(paste0(v,"lsat6.csv")); y <- as.matrix(l[rep(seq_len(nrow(l)), l$count),1:5])
s <- as.matrix(read.csv(paste0(v,"sat12_scored.csv")))
b <- s; b[1:300,21:32] <- NA; b[301:600,1:10] <- NA
sc <- as.matrix(read.csv(paste0(v,"science.csv")))-1
u <- sc; u[,1] <- pmin(u[,1],1); u[,2] <- pmax(u[,2]-1,0)
halves <- function(n) rep(1:2, length.out=n)
lines <- c(rasch(y,"lsat6"), rasch(s,"sat12"), rasch(b,"sat12_two_forms"), credit(sc,"science"), credit(u,"science_unequal"),
 lr(RM(y), halves(1000), "andersen_lsat6_odd_even_rows"), lr(RM(s), halves(600), "andersen_sat12_odd_even_rows"),
 lr(RM(s[,-c(11,17)]), "median", "andersen_sat12_without_11_17_median"),
 lr(PCM(sc), halves(392), "andersen_science_odd_even_rows"),
 ml(RM(y), c(1,1,1,0,0), "martin_loef_lsat6_first_three"), ml(RM(s), rep(1:0, each=16), "martin_loef_sat12_halves"))
cat("{\n ", paste(lines, collapse=",\n  "), "\n}\n", sep="")
